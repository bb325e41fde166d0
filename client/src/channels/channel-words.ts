import { clockOf, dayOf } from '../format/times.ts';
import { rarity } from '../format/rarity.ts';
import type { EpochMs } from '../format/units.ts';
import { budgetWords } from './budget-words.ts';
import type { Channel, Delivery } from './channel-documents.ts';

export interface Words {
  readonly tone: 'good' | 'busy' | 'bad';
  readonly text: string;
  /** Why, where something is in the way. */
  readonly reason: string | null;
}

const MESSAGE_KINDS: Readonly<Record<Delivery['kind'], string>> = {
  INCIDENT_OPENED: 'opened',
  INCIDENT_WORSE: 'worse',
  INCIDENT_CLOSED: 'closed',
  SILENT: 'silent',
  SPEAKING_AGAIN: 'speaking again',
  TROUBLE: 'trouble',
  TROUBLE_OVER: 'trouble over',
  SUMMARY: 'summary',
  TEST: 'test',
};

export const messageKind = (kind: Delivery['kind']): string => MESSAGE_KINDS[kind];

/** How a channel goes, for a person: "Failing since 14:00 UTC, 3 messages wait". */
export function channelWords(
  {
    isPaused,
    failingSince,
    lastError,
    pending,
  }: Pick<Channel, 'isPaused' | 'failingSince' | 'lastError' | 'pending'>,
  now: EpochMs,
): Words {
  const waiting = pending === 0 ? '' : `, ${pending} ${pending === 1 ? 'message waits' : 'messages wait'}`;
  if (isPaused)
    return { tone: lastError === null ? 'busy' : 'bad', text: `Paused${waiting}`, reason: lastError };
  if (failingSince !== null)
    return {
      tone: 'bad',
      text: `Failing since ${moment(failingSince, now)} UTC${waiting}`,
      reason: lastError,
    };
  return { tone: 'good', text: `Ready${waiting}`, reason: null };
}

/** What became of a message, for a person: "told 14:02 UTC". */
export function deliveryWords(
  {
    state,
    attempts,
    lastError,
    deliveredAt,
    nextAttemptAt,
    summaryId,
  }: Pick<Delivery, 'state' | 'attempts' | 'lastError' | 'deliveredAt' | 'nextAttemptAt' | 'summaryId'>,
  now: EpochMs,
): Words {
  const failed = attempts === 1 ? 'one attempt failed' : `${attempts} attempts failed`;
  switch (state) {
    case 'DELIVERED':
      return {
        tone: 'good',
        text: [
          'told',
          deliveredAt !== null && `${moment(deliveredAt, now)} UTC`,
          summaryId !== null && 'in a summary',
        ]
          .filter(Boolean)
          .join(' '),
        reason: null,
      };
    case 'DEAD':
      return { tone: 'bad', text: 'not told, given up', reason: lastError };
    case 'SKIPPED':
      return { tone: 'busy', text: 'left out', reason: lastError };
    default: {
      if (summaryId !== null) return { tone: 'busy', text: 'on its way in a summary', reason: null };
      if (lastError === null) return { tone: 'busy', text: 'on its way', reason: null };
      const next = nextAttemptAt ? `, again ${moment(nextAttemptAt, now)} UTC` : '';
      return { tone: 'bad', text: `not told yet, ${failed}${next}`, reason: lastError };
    }
  }
}

/** Which messages a channel gets: "BTC/USD 1h kraken, once a month or rarer, about 1 incident a week, quiet 22:00–07:00 Europe/Vienna". */
export function filterWords(
  channel: Pick<
    Channel,
    | 'exchange'
    | 'symbol'
    | 'interval'
    | 'kinds'
    | 'minReturnPeriodHours'
    | 'incidentsPerWeek'
    | 'quietFrom'
    | 'quietTo'
    | 'timeZone'
  >,
  kindName: (kind: NonNullable<Channel['kinds']>[number]) => string,
): string {
  const { exchange, symbol, interval, kinds, minReturnPeriodHours, incidentsPerWeek } = channel;
  const { quietFrom, quietTo, timeZone } = channel;
  const series = [symbol, interval, exchange].filter(Boolean).join(' ');
  const parts = [
    series === '' ? 'all series' : series,
    kinds?.map(kindName).join(', '),
    minReturnPeriodHours === null ? '' : `${rarity(minReturnPeriodHours)} or rarer`,
    incidentsPerWeek === null ? '' : budgetWords(incidentsPerWeek),
    quietFrom === null ? '' : `quiet ${quietFrom}–${quietTo ?? ''} ${timeZone}`,
  ];
  return parts.filter(Boolean).join(' · ');
}

/** "14:00", and the day where it is not today. */
function moment(time: string, now: EpochMs): string {
  const at = Date.parse(time);
  return dayOf(at) === dayOf(now) ? clockOf(at) : `${dayOf(at)} ${clockOf(at)}`;
}
