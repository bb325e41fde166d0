import type { EpochMs } from '../format/units.ts';
import { clockOf, dayOf } from '../format/times.ts';
import type { Watch } from './watch-documents.ts';

export interface WatchWords {
  readonly tone: 'good' | 'busy' | 'bad';
  readonly text: string;
  /** Why, where something is in the way. */
  readonly reason: string | null;
}

type Told = Pick<
  Watch,
  | 'exchange'
  | 'interval'
  | 'state'
  | 'newestOpenTime'
  | 'nextExpectedAt'
  | 'failure'
  | 'failingSince'
  | 'retryAt'
>;

/**
 * How a watch goes, for a person: "Last candle 14:00, next by 15:01 UTC".
 *
 * @param exchangeName as the exchange calls itself
 * @param now on the clock of the reader
 */
export function watchWords(watch: Told, exchangeName: string, now: EpochMs): WatchWords {
  const { failure } = watch;
  const newest = watch.newestOpenTime && candleMoment(watch.newestOpenTime, watch.interval, now);
  const due = watch.nextExpectedAt && moment(watch.nextExpectedAt, now);
  const since = watch.failingSince ? ` since ${moment(watch.failingSince, now)} UTC` : '';
  switch (watch.state) {
    case 'STARTING':
      return { tone: 'busy', text: `Asking ${exchangeName} for its candles`, reason: failure };
    case 'BACKFILLING':
      return {
        tone: 'busy',
        text: `Fetching history${newest ? `, ${newest} UTC so far` : ''}`,
        reason: failure,
      };
    case 'LIVE':
      if (!newest)
        return { tone: 'good', text: `First candle${due ? ` by ${due} UTC` : ' awaited'}`, reason: failure };
      return {
        tone: 'good',
        text: `Last candle ${newest}${due ? `, next by ${due}` : ''} UTC`,
        reason: failure,
      };
    case 'STALE':
      return {
        tone: 'bad',
        text: `${exchangeName} has no new candle${newest ? ` since ${newest}` : ''}${due ? `; the next was due at ${due}` : ''} UTC`,
        reason: null,
      };
    case 'FAILING':
      return {
        tone: 'bad',
        text: `Nothing from ${exchangeName}${since}, ${again(watch.retryAt, now)}`,
        reason: failure,
      };
    default:
      return { tone: 'bad', text: `Stopped${since}`, reason: failure };
  }
}

function again(retryAt: string | null, now: EpochMs): string {
  const seconds = retryAt === null ? 0 : Math.ceil((Date.parse(retryAt) - now) / 1_000);
  if (seconds <= 0) return 'trying again now';
  return seconds < 120 ? `trying again in ${seconds} s` : `trying again in ${Math.round(seconds / 60)} min`;
}

/** "14:00", and the day where it is not today. */
function moment(time: string, now: EpochMs): string {
  const at = Date.parse(time);
  return dayOf(at) === dayOf(now) ? clockOf(at) : `${dayOf(at)} ${clockOf(at)}`;
}

/** Of a candle of days or weeks the day says all. */
const candleMoment = (time: string, interval: string, now: EpochMs): string =>
  /[dw]$/.test(interval) ? dayOf(Date.parse(time)) : moment(time, now);
