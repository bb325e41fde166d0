import { createRandom } from '@detective/data';
import { describe, expect, it } from 'vitest';
import type { FeedFinding } from '../feed-faults.ts';
import { initialFeedMemory } from '../feed-memory.ts';
import { fitScores, sameRules } from './same-rules.ts';

const random = createRandom(6);
const COUNT = 20_000;
const FIT = 10_000;
/** Scores of some method in a unit of its own: thousands, and mostly small. */
const raw = Float64Array.from({ length: COUNT }, () => -5000 * Math.log(1 - random.uniform()));
const sound: FeedFinding = {
  faults: [],
  surprisal: 0,
  missing: 0,
  isTold: false,
  isQuiet: false,
  memory: initialFeedMemory(),
  learnable: null,
};

const none = Array.from(raw, () => sound);

function fit(scores = raw) {
  const fitted = fitScores(scores, (index) => index < FIT);
  if (!fitted) throw new Error('too few scores');
  return fitted;
}

const alertsIn = (row: readonly boolean[] | undefined) => row?.slice(FIT).filter(Boolean).length ?? NaN;

describe('the rules that all methods share', () => {
  it('keep any budget, whatever unit a method scores in', () => {
    const rates = [1 / 20, 1 / 168];
    const { alerts } = sameRules(fit(), raw, { interval: '1h', findings: none, rates });
    rates.forEach((rate, row) => {
      const expected = (COUNT - FIT) * rate;
      expect(Math.abs(alertsIn(alerts[row]) - expected)).toBeLessThan(4 * Math.sqrt(expected));
    });
  });

  it('keep the order of the scores from the median on', () => {
    const { scores } = sameRules(fit(), raw, { interval: '1h', findings: none, rates: [1 / 168] });
    const order = [...raw.keys()].sort((a, b) => (raw[a] as number) - (raw[b] as number)).slice(COUNT / 2);
    const ruled = order.map((index) => scores[index] as number);
    expect(ruled).toEqual([...ruled].sort((a, b) => a - b));
  });

  it('say how probable each score was, so that an alert at any rate is what was less probable', () => {
    const rates = [1 / 20, 1 / 168];
    const { alerts, probabilities } = sameRules(fit(), raw, { interval: '1h', findings: none, rates });
    rates.forEach((rate, row) => {
      const isRarer = Array.from(probabilities, (probability) => probability < rate);
      const differ = isRarer.filter((isAlert, index) => isAlert !== alerts[row]?.[index]).length;
      // Within a cell of the histogram the two are interpolated differently.
      expect(differ).toBeLessThanOrEqual(COUNT / 2000);
    });
  });

  it('forget sooner, and let the tail begin further out, where they are told to', () => {
    const gains = { tooMany: 0, tooFew: 0 };
    const ruling = { interval: '1h', findings: none, rates: [1 / 168], gains } as const;
    // Twice as large from here on: soon known where past scores fade quickly.
    const grown = raw.map((score, index) => (index < FIT ? score : 3 * score));
    const [quick, slow] = [1, 20].map((weeks) => sameRules(fit(), grown, { ...ruling, weeks }));
    expect(alertsIn(quick?.alerts[0])).toBeLessThan(alertsIn(slow?.alerts[0]) / 2);
    const [wide, narrow] = [0.2, 0.01].map((tailShare) => sameRules(fit(), raw, { ...ruling, tailShare }));
    expect(wide?.alerts).not.toEqual(narrow?.alerts);
  });

  it('make up for alerts that came too often, as strongly as they are told to', () => {
    const ruling = { interval: '1h', findings: none, rates: [1 / 168] } as const;
    const grown = raw.map((score, index) => (index < FIT ? score : 3 * score));
    const [none_, usual, strong] = [0, undefined, 0.5].map((gain) =>
      alertsIn(
        sameRules(fit(), grown, {
          ...ruling,
          ...(gain === undefined ? {} : { gains: { tooMany: gain, tooFew: gain } }),
        }).alerts[0],
      ),
    ) as [number, number, number];
    expect(usual).toBeLessThan(0.9 * none_);
    expect(strong).toBeLessThan(0.9 * usual);
  });

  it('make a fault of the feed an alert at any budget, above all thresholds, and no past score', () => {
    const withFault = none.map((one, index): FeedFinding =>
      index === FIT ? { ...one, faults: ['FROZEN'], surprisal: 6 } : one,
    );
    const quiet = raw.map((score, index) => (index === FIT ? 0 : score));
    const judged = sameRules(fit(), quiet, { interval: '1h', findings: withFault, rates: [1e-9] });
    expect(judged.alerts[0]?.[FIT]).toBe(true);
    expect(judged.scores[FIT]).toBeGreaterThan(Math.max(...judged.scores.slice(FIT + 1)));
    const skipped = quiet.map((score, index) => (index === FIT ? NaN : score));
    const without = sameRules(fit(), skipped, { interval: '1h', findings: none, rates: [1e-9] });
    expect(judged.scores.slice(FIT + 1)).toEqual(without.scores.slice(FIT + 1));
    expect(judged.alerts[0]?.slice(FIT + 1)).toEqual(without.alerts[0]?.slice(FIT + 1));
  });

  it('look only at scores before the range, and want enough of them', () => {
    const later = raw.map((score, index) => (index < FIT ? score : 10 * score));
    expect(fit(later)).toEqual(fit());
    expect(fitScores(raw, (index) => index < 400)).toBeNull();
  });
});
