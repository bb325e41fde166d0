import type { EpochMs, Interval } from '@detective/data';
import type { ErrorSeries } from './forecast-errors.ts';
import { eventsCaught, type EventRule, EVENT_RULES } from './rule-events.ts';
import { mean } from './statistics.ts';
import { weeklyBootstrap, type Bootstrapped, type Moment } from './weekly-bootstrap.ts';

/** The detector against the best of its baselines, on the same candles. */
export interface Comparison {
  rival: string;
  own: number;
  theirs: number;
  /** The difference, with the interval of a paired bootstrap by weeks. */
  difference: Bootstrapped;
}

const known = (errors: Float64Array): number => mean([...errors].filter((error) => !Number.isNaN(error)));

/**
 * Mean absolute errors of the detector's forecast and of the best baseline; the difference is a share of the latter, below
 * 0 where the detector is better.
 *
 * @param times open times of the candles of the series
 */
export function compareErrors(series: readonly ErrorSeries[], times: readonly EpochMs[]): Comparison | null {
  const own = series.find(({ isModel }) => isModel);
  const [best] = series
    .filter(({ isModel }) => !isModel)
    .map(({ name, errors }) => ({ name, errors, error: known(errors) }))
    .sort((a, b) => a.error - b.error);
  if (!own || !best) return null;
  const moments = times.flatMap((openTime, index): Moment[] => {
    const sums = [own.errors[index] ?? Number.NaN, best.errors[index] ?? Number.NaN];
    return sums.some(Number.isNaN) ? [] : [{ openTime, sums }];
  });
  if (moments.length === 0) return null;
  const difference = weeklyBootstrap(moments, ([mine = 0, theirs = 0]) => mine / theirs - 1);
  return { rival: best.name, own: known(own.errors), theirs: best.error, difference };
}

/** The alerts of a method at one budget. */
export interface AlertingMethod {
  name: string;
  isBaseline: boolean;
  alerts: ReadonlySet<EpochMs>;
}

/**
 * Mean recall of the events by rule, of the detector (the first method) and of the best baseline; the difference is in
 * shares, above 0 where the detector is better. Null where a rule names no event.
 */
export function compareRecall(
  methods: readonly AlertingMethod[],
  events: Record<EventRule, readonly EpochMs[]>,
  interval: Interval,
): Comparison | null {
  if (EVENT_RULES.some((rule) => events[rule].length === 0)) return null;
  const caught = methods.map(({ name, isBaseline, alerts }) => {
    const moments = momentsOf(events, alerts, interval);
    return { name, isBaseline, moments, recall: recallOf(totals(moments)) };
  });
  const own = caught[0];
  const [best] = caught.filter(({ isBaseline }) => isBaseline).sort((a, b) => b.recall - a.recall);
  if (!own || !best) return null;
  const both = own.moments.map(({ openTime, sums }, index) => ({
    openTime,
    sums: [...sums, ...(best.moments[index]?.sums ?? [])],
  }));
  const half = 2 * EVENT_RULES.length;
  const difference = weeklyBootstrap(
    both,
    (sums) => recallOf(sums.slice(0, half)) - recallOf(sums.slice(half)),
  );
  return { rival: best.name, own: own.recall, theirs: best.recall, difference };
}

/** For each event, at the places of its rule, 1 if it was caught and 1. */
function momentsOf(
  events: Record<EventRule, readonly EpochMs[]>,
  alerts: ReadonlySet<EpochMs>,
  interval: Interval,
): Moment[] {
  return EVENT_RULES.flatMap((rule, place) =>
    eventsCaught(events[rule], (time) => alerts.has(time), interval).map((isCaught, index) => ({
      openTime: events[rule][index] as EpochMs,
      sums: EVENT_RULES.flatMap((_, at) => (at === place ? [Number(isCaught), 1] : [0, 0])),
    })),
  );
}

const totals = (moments: readonly Moment[]): number[] =>
  EVENT_RULES.flatMap((_, place) => [2 * place, 2 * place + 1]).map((at) =>
    moments.reduce((sum, { sums }) => sum + (sums[at] ?? 0), 0),
  );

/** The mean of the rules' shares; a resample without an event of a rule leaves that rule out. */
function recallOf(sums: readonly number[]): number {
  const shares = EVENT_RULES.map((_, place) => (sums[2 * place] ?? 0) / (sums[2 * place + 1] ?? 0));
  return mean(shares.filter((share) => !Number.isNaN(share)));
}
