import { INTERVALS, KNOWN_EVENTS, type EpochMs, type Interval, type Ohlcv } from '@detective/data';
import type { Artifact } from '../artifact.ts';
import { scoreBaselines } from '../evaluate/baselines/scores.ts';
import { catchEvents } from '../evaluate/event-catch.ts';
import { groupOf } from '../evaluate/fault-plan.ts';
import { runFaultSuite, type Method } from '../evaluate/fault-suite.ts';
import { meanRecall, ruleEvents } from '../evaluate/rule-events.ts';
import { fitScores, ruleSurprisals, sameRules, type RuledScores } from '../evaluate/same-rules.ts';
import { candidateScores, type FittedCandidate } from './candidate-scores.ts';
import { walkSeries, type WalkedSeries } from './walk-series.ts';

/** What one method made of a series. */
export interface SearchResult {
  name: string;
  /** By budget: mean recall of the events by rule (null where there are none), and how many of the known events were caught. */
  recall: (number | null)[];
  known: number[];
  /** By budget: alerts of the market a week. A rival that brings more than it should finds more. */
  alertsPerWeek: number[];
  /** Area under precision and recall of injected market moves; null where none were injected. */
  area: number | null;
  /** How many of each kind were found at the first budget. */
  found: { kind: string; injected: number; found: number }[];
}

/** Alerts a week. */
export const BUDGETS = [1, 0.5] as const;
const WEEK = 7 * INTERVALS['1d'];

type Judge = (walked: WalkedSeries) => { name: string; ruled: RuledScores }[];

/** Candidates and rivals alike: the same findings of the feed, the same threshold. */
const judgeBy =
  (candidates: readonly FittedCandidate[], from: EpochMs, interval: Interval): Judge =>
  (walked) => {
    const rates = BUDGETS.map((budget) => (budget * INTERVALS[interval]) / WEEK);
    const findings = walked.observations.map(({ finding }) => finding);
    const ruling = { interval, findings, rates };
    const isFit = (index: number): boolean => {
      const { candle, finding } = walked.observations[index] as WalkedSeries['observations'][number];
      return candle.openTime < from && finding.faults.length === 0;
    };
    const own = candidates.map((fitted) => ({
      name: fitted.candidate.name,
      ruled: ruleSurprisals(fitted.prior, candidateScores(fitted, walked), ruling),
    }));
    const rivals = scoreBaselines(walked.observations).flatMap(({ name, scores }) => {
      const fit = fitScores(scores, isFit);
      return fit ? [{ name, ruled: sameRules(fit, scores, ruling) }] : [];
    });
    return [...rivals, ...own];
  };

/** How many alerts there are from a time on, those of faults of the feed aside. */
const marketAlerts = ({ observations }: WalkedSeries, alerts: readonly boolean[], from: EpochMs): number =>
  observations.filter(
    ({ candle, finding }, index) =>
      candle.openTime >= from && alerts[index] === true && finding.faults.length === 0,
  ).length;

/**
 * Compares scores on one series: the largest candles by rule, known events, and market moves injected into copies.
 *
 * @param from where the figures begin; what lies before warms up, and is what the rivals are fitted to
 */
export function searchSeries(
  artifact: Artifact,
  candles: readonly Ohlcv[],
  { interval, from, withFaults }: { interval: Interval; from: EpochMs; withFaults: boolean },
  candidates: readonly FittedCandidate[],
): SearchResult[] {
  const isInRange = ({ openTime }: Ohlcv): boolean => openTime >= from;
  const judge = judgeBy(candidates, from, interval);
  const walked = walkSeries(artifact, candles, interval);
  const methods = judge(walked);
  const areas = withFaults
    ? runFaultSuite(candles, isInRange, (injected) =>
        judge(walkSeries(artifact, injected, interval)).map(({ name, ruled }): Method => ({
          ...{ name, role: 'model', scores: ruled.scores },
          alerts: ruled.alerts[0] ?? [],
        })),
      )
    : [];
  const last = candles.at(-1)?.openTime ?? from;
  const weeks = (last - from) / WEEK;
  const events = ruleEvents(candles, isInRange, interval);
  const known = KNOWN_EVENTS.filter(({ openTime }) => openTime >= from && openTime <= last);
  return methods.map(({ name, ruled }) => {
    const times = ruled.alerts.map((alerts) =>
      candles.flatMap(({ openTime }, index) => (alerts[index] ? [openTime] : [])),
    );
    const sets = times.map((some) => new Set(some));
    const injected = areas.find((one) => one.name === name);
    const caught = (some: readonly EpochMs[]): number =>
      catchEvents(known, some).filter(({ caughtAt }) => caughtAt !== null).length;
    return {
      name,
      recall: sets.map((alerts) => meanRecall(events, (time) => alerts.has(time), interval)),
      known: times.map(caught),
      alertsPerWeek: ruled.alerts.map((alerts) => marketAlerts(walked, alerts, from) / weeks),
      area: injected?.groups[0]?.area ?? null,
      found: (injected?.kinds ?? []).filter(({ kind }) => groupOf(kind) === 'market moves'),
    };
  });
}
