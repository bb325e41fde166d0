import { INTERVALS, KNOWN_EVENTS, type EpochMs, type Ohlcv } from '@detective/data';
import type { Artifact } from '../artifact.ts';
import { catchEvents } from '../evaluate/event-catch.ts';
import { groupOf } from '../evaluate/fault-plan.ts';
import { runFaultSuite, type Method } from '../evaluate/fault-suite.ts';
import { meanRecall, ruleEvents } from '../evaluate/rule-events.ts';
import type { FittedCandidate } from './candidate-scores.ts';
import { rarest } from './rarest.ts';
import { allRejections, testRate, type Rejections } from './rejections.ts';
import { BUDGETS, RATED, rateOf, ruleMethods, type RuledMethod, type SearchRange } from './rule-methods.ts';

/** What one method made of the candles of a series, as they came. */
export interface SearchFigures {
  name: string;
  isRival: boolean;
  /** By budget: mean recall of the events by rule (null where there are none), and how many of the known events were caught. */
  recall: (number | null)[];
  known: number[];
  /** The recall that exactly as many alerts as asked for have. */
  recallOfAsMany: (number | null)[];
  /** By budget: alerts of the market a week. A rival that brings more than it should finds more. */
  alertsPerWeek: number[];
  /** Rates at the `RATED` budgets that are not what was asked for: of the whole series, and of its single years. */
  whole: Rejections;
  years: Rejections;
  /** Alerts of single quarters at the first budget, as shares of it. */
  quarters: number[];
}

/** … and of market moves that were injected into copies of it. */
export interface SearchResult extends SearchFigures {
  /** Area under precision and recall; null where none were injected. */
  area: number | null;
  /** How many of each kind were found at the first budget. */
  found: { kind: string; injected: number; found: number }[];
}

/** Compares scores on one series: the largest candles by rule, known events, and, if asked for, injected market moves. */
export function searchSeries(
  artifact: Artifact,
  candles: readonly Ohlcv[],
  range: SearchRange & { withFaults: boolean },
  candidates: readonly FittedCandidate[],
): SearchResult[] {
  const { methods, observations } = ruleMethods(artifact, candles, range, candidates);
  const isSound = observations.map(({ finding }) => finding.faults.length === 0);
  const figuresOf = figuresOn(candles, isSound, range);
  const injected = range.withFaults ? injectedMoves(artifact, candles, range, candidates) : [];
  return methods.map((method) => {
    const moves = injected.find(({ name }) => name === method.name);
    return {
      ...figuresOf(method),
      area: moves?.groups[0]?.area ?? null,
      found: (moves?.kinds ?? []).filter(({ kind }) => groupOf(kind) === 'market moves'),
    };
  });
}

const injectedMoves = (
  artifact: Artifact,
  candles: readonly Ohlcv[],
  range: SearchRange,
  candidates: readonly FittedCandidate[],
) =>
  runFaultSuite(
    candles,
    ({ openTime }) => openTime >= range.from,
    (injected) =>
      ruleMethods(artifact, injected, range, candidates).methods.map(({ name, ruled }): Method => ({
        ...{ name, role: 'model', scores: ruled.scores },
        alerts: ruled.alerts[0] ?? [],
      })),
  );

function figuresOn(
  candles: readonly Ohlcv[],
  isSound: readonly boolean[],
  { interval, from }: SearchRange,
): (method: RuledMethod) => SearchFigures {
  const isInRange = ({ openTime }: Ohlcv): boolean => openTime >= from;
  const last = candles.at(-1)?.openTime ?? from;
  const weeks = (last - from) / INTERVALS['1w'];
  const events = ruleEvents(candles, isInRange, interval);
  const known = KNOWN_EVENTS.filter(({ openTime }) => openTime >= from && openTime <= last);
  const timesOf = (alerts: readonly boolean[] = []): EpochMs[] =>
    candles.flatMap(({ openTime }, index) => (alerts[index] ? [openTime] : []));
  const recallOf = (alerts: readonly boolean[] = []): number | null => {
    const times = new Set(timesOf(alerts));
    return meanRecall(events, (time) => times.has(time), interval);
  };
  const knownOf = (alerts: readonly boolean[] = []): number =>
    catchEvents(known, timesOf(alerts)).filter(({ caughtAt }) => caughtAt !== null).length;
  return ({ name, isRival, ruled: { scores, alerts, probabilities } }) => {
    const isRated = (candle: Ohlcv, index: number): boolean =>
      isInRange(candle) && isSound[index] === true && !Number.isNaN(scores[index]);
    const rates = RATED.map((budget, row) => {
      const rated = candles.flatMap((candle, index) =>
        isRated(candle, index) ? [{ openTime: candle.openTime, isAlert: alerts[row]?.[index] === true }] : [],
      );
      return testRate(rated, rateOf(budget, interval), interval);
    });
    const isThere = (index: number): boolean => isInRange(candles[index] as Ohlcv);
    return {
      name,
      isRival,
      recall: BUDGETS.map((_, row) => recallOf(alerts[row])),
      known: BUDGETS.map((_, row) => knownOf(alerts[row])),
      recallOfAsMany: BUDGETS.map((budget) =>
        recallOf(rarest(probabilities, isThere, Math.round(budget * weeks))),
      ),
      alertsPerWeek: BUDGETS.map((_, row) => (rates[row]?.alerts ?? 0) / weeks),
      whole: allRejections(rates.map(({ whole }) => whole)),
      years: allRejections(rates.map(({ years }) => years)),
      quarters: rates[0]?.quarters ?? [],
    };
  };
}
