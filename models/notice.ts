import { INTERVALS, type Interval } from '@detective/data';
import type { AnomalyKind } from './anomaly-kind.ts';
import { incidentReturnPeriod, learnIncidents, mayClose, type IncidentRates } from './incident-rates.ts';

/** The most incidents a week that a channel can ask for; a candle that is too common for even that is not notable. */
export const MOST_INCIDENTS_PER_WEEK = 3.5;
const WEEK_HOURS = INTERVALS['1w'] / INTERVALS['1h'];

/** A candle that those with a budget of incidents look at. */
export interface Notice {
  /** Whether an incident may begin or go on with it; where not, one may be over with it. */
  isNotable: boolean;
  /** An incident with such a candle, or a rarer one, comes once in so many hours; null for a fault of the feed. */
  incidentHours: number | null;
  kinds: AnomalyKind[];
  /** One plain sentence for a person; null where it is not notable. */
  reason: string | null;
}

/** A candle as far as incidents are concerned. */
export interface RatedCandle {
  interval: Interval;
  /** Candles from the one before it to this one: 1 unless some are missing. */
  elapsed: number;
  /** How rare it is by itself; null for a fault of the feed, and for a candle that is not judged. */
  returnPeriodHours: number | null;
  isFault: boolean;
}

/** What a candle means for incidents, and what is known of them after it. Its own rarity is judged by what was known before. */
export function noticeOf(
  rates: IncidentRates,
  { interval, elapsed, returnPeriodHours, isFault }: RatedCandle,
  explain: () => Pick<Notice, 'kinds' | 'reason'>,
): { notice: Notice | null; next: IncidentRates } {
  const candleHours = INTERVALS[interval] / INTERVALS['1h'];
  const candles = returnPeriodHours === null ? null : returnPeriodHours / candleHours;
  const incidentHours = candles === null ? null : incidentReturnPeriod(rates, candles) * candleHours;
  const isNotable = isFault || (incidentHours ?? 0) >= WEEK_HOURS / MOST_INCIDENTS_PER_WEEK;
  const next = learnIncidents(rates, { elapsed, candles, isNotable });
  if (isNotable) {
    const { kinds, reason } = explain();
    return { notice: { isNotable, incidentHours, kinds, reason }, next };
  }
  const isOver = mayClose(rates, elapsed);
  return { notice: isOver ? { isNotable, incidentHours, kinds: [], reason: null } : null, next };
}
