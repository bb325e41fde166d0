import { simulate, type Ohlcv } from '@detective/data';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDetector, loadArtifact, type Artifact, type Judgement, type Detector } from './index.ts';
import { judge } from './evaluate/judge.ts';
import { expectationOf } from './expectation.ts';
import { largestOf, scoreOf } from './score.ts';
import { fittedScore } from './views/fitted-views.ts';
import { VIEWS } from './views/views.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);

let artifact: Artifact;
let detector: Detector;
let series: Ohlcv[];

beforeAll(async () => {
  artifact = await loadArtifact('btc-usd-1h');
  detector = createDetector(artifact, { interval: '1h', alertsPerWeek: 1 });
  series = [...simulate({ seed: 7, from: START, count: 400, interval: '1h' })];
});

const judgeAll = (candles: readonly Ohlcv[], by = detector): Judgement[] =>
  Array.from(judge(by, candles), ({ judgement }) => judgement);

const stateAfter = (candles: readonly Ohlcv[]) =>
  [...judge(detector, candles)].at(-1)?.after ?? detector.initialState();

/** Any candle the server would let in, near nothing that came before it. */
const anyPrices = fc
  .tuple(
    fc.array(fc.double({ min: Math.log(1e-12), max: Math.log(1e12), noNaN: true }), {
      minLength: 4,
      maxLength: 4,
    }),
    fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e21, noNaN: true })),
  )
  .map(([logs, volume]) => {
    const [low, open, close, high] = logs.map(Math.exp).sort((a, b) => a - b) as [
      number,
      number,
      number,
      number,
    ];
    return { open, high, low, close, volume };
  });

/** A candle as far from the last close as the logarithms say. */
const around = (close: number, up: number, down: number, volume: number): Omit<Ohlcv, 'openTime'> => ({
  open: close,
  high: close * Math.exp(up),
  low: close * Math.exp(-down),
  close,
  volume,
});

/** The same market with every move, in log price, so many times as large. */
function stretched(candles: readonly Ohlcv[], factor: number): Ohlcv[] {
  const [first] = candles;
  const scaled = (price: number) => Math.exp(Math.log(price / (first?.open ?? 1)) * factor);
  return candles.map(({ open, high, low, close, ...rest }) => ({
    ...rest,
    open: scaled(open),
    high: scaled(high),
    low: scaled(low),
    close: scaled(close),
  }));
}

function expectSound(judgement: Judgement): void {
  const { status, isAnomaly, anomalyScore, threshold, kinds, reason } = judgement;
  if (status === 'WARMING_UP') {
    expect(judgement).toMatchObject({
      anomalyScore: null,
      threshold: null,
      forecastHigh: null,
      isAnomaly: false,
    });
  } else {
    const { forecastHigh, forecastLow, upperLimit, lowerLimit, returnPeriodHours } = judgement;
    const numbers = [anomalyScore, threshold, forecastHigh, forecastLow, upperLimit, lowerLimit];
    expect(numbers.every(Number.isFinite)).toBe(true);
    // A fault of the feed has no rate; everything else has a finite one.
    const isFault = reason?.startsWith('Feed fault') ?? false;
    expect(Number.isFinite(returnPeriodHours)).toBe(!isFault);
    expect(anomalyScore).toBeGreaterThanOrEqual(0);
    expect(isAnomaly).toBe((anomalyScore as number) > (threshold as number));
    expect(forecastHigh).toBeGreaterThanOrEqual(forecastLow as number);
    expect(upperLimit).toBeGreaterThan(lowerLimit as number);
  }
  expect(kinds.length > 0).toBe(isAnomaly);
  expect(reason !== null).toBe(isAnomaly);
}

describe('the detector', () => {
  it('has no score before the warm-up is over, and one for every candle after it', () => {
    judgeAll(series).forEach((judgement, index) => {
      expect(judgement.status).toBe(index < detector.warmUpCandles ? 'WARMING_UP' : 'SCORED');
      expectSound(judgement);
    });
  });

  it('counts down its warm-up and forecasts from its end on', () => {
    const states = [
      detector.initialState(),
      ...Array.from(judge(detector, series.slice(0, 60)), ({ after }) => after),
    ];
    states.forEach((state, seen) => {
      expect(detector.warmUpRemaining(state)).toBe(Math.max(detector.warmUpCandles - seen, 0));
      expect(detector.forecast(state) === null).toBe(seen < detector.warmUpCandles);
    });
  });

  it('forecasts better than the last close as soon as its warm-up is over, in a wild market and in a calm one', () => {
    // Much wilder and much calmer than the years it learned from: two days have to be enough for either.
    for (const factor of [6, 1 / 6]) {
      const market = stretched(series, factor);
      const { warmUpCandles } = detector;
      const day = [...judge(detector, market)].slice(warmUpCandles, warmUpCandles + 24);
      const errors = day.map(({ candle, judgement }) =>
        Math.abs(Math.log(candle.high / (judgement.forecastHigh as number))),
      );
      const naive = day.map(({ candle, before }) => Math.log(candle.high / before.scales.close));
      const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
      expect(sum(errors)).toBeLessThan(sum(naive));
    }
  });

  it('judges the next candle by the forecast it gave for it', () => {
    for (const { candle, judgement, before } of judge(detector, series)) {
      if (judgement.status === 'WARMING_UP') continue;
      const { forecastHigh: high, forecastLow: low } = judgement;
      const { upperLimit, lowerLimit, usualHigh, usualLow } = judgement;
      expect(detector.forecast(before)).toEqual({
        ...{ openTime: candle.openTime, high, low },
        ...{ upperLimit, lowerLimit, usualHigh, usualLow },
      });
    }
  });

  it('lets no impossible number out, whatever valid candles come', () => {
    const candles = fc.array(fc.tuple(anyPrices, fc.integer({ min: 1, max: 400 })), {
      minLength: 60,
      maxLength: 90,
    });
    fc.assert(
      fc.property(candles, (steps) => {
        let openTime = START;
        const wild = steps.map(([prices, gap]) => ({ ...prices, openTime: (openTime += gap * HOUR) }));
        judgeAll(wild).forEach(expectSound);
      }),
      { numRuns: 40, seed: 11 },
    );
  });

  it('takes one wild candle after quiet ones without losing its senses', () => {
    const state = stateAfter(series);
    fc.assert(
      fc.property(anyPrices, (prices) => {
        const { judgement, nextState } = detector.step(state, { ...prices, openTime: START + 400 * HOUR });
        expectSound(judgement);
        const forecast = detector.forecast(nextState);
        expect(Object.values(forecast ?? { none: Number.NaN }).every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 300, seed: 12 },
    );
  });

  it('judges volumes of quadrillions, and a high below the open by the last bit of a computed price', () => {
    const state = stateAfter(series);
    const close = series.at(-1)?.close ?? 1;
    const high = close * (1 - Number.EPSILON);
    for (const prices of [
      { open: close, high, low: high, close, volume: 3e15 },
      { open: close, high, low: close, close, volume: 0 },
      { open: 2e-9, high: 2.1e-9, low: 1.9e-9, close: 2e-9, volume: 1e21 },
    ]) {
      const { judgement, nextState } = detector.step(state, { ...prices, openTime: START + 400 * HOUR });
      expectSound(judgement);
      expect(Object.values(detector.forecast(nextState) ?? { none: NaN }).every(Number.isFinite)).toBe(true);
    }
  });

  it('changes no state it was given', () => {
    const state = stateAfter(series);
    const before = detector.encodeState(state);
    fc.assert(
      fc.property(anyPrices, (prices) => {
        const candle = { ...prices, openTime: START + 400 * HOUR };
        expect(detector.step(state, candle)).toEqual(detector.step(state, candle));
        expect(detector.encodeState(state)).toEqual(before);
      }),
      { numRuns: 100, seed: 13 },
    );
  });

  it('judges no earlier candle differently when the tail of a series is altered or cut', () => {
    const whole = judgeAll(series);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 399 }), fc.array(anyPrices, { maxLength: 5 }), (kept, tail) => {
        const altered = tail.map((prices, index) => ({ ...prices, openTime: START + (kept + index) * HOUR }));
        const judged = judgeAll([...series.slice(0, kept), ...altered]);
        expect(judged.slice(0, kept)).toEqual(whole.slice(0, kept));
      }),
      { numRuns: 15, seed: 14 },
    );
  });

  it('judges alike whether it runs through or goes on from bytes at any candle', () => {
    const whole = judgeAll(series);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 399 }), (cut) => {
        const revived = detector.decodeState(detector.encodeState(stateAfter(series.slice(0, cut))));
        const rest = Array.from(judge(detector, series.slice(cut), revived), ({ judgement }) => judgement);
        expect(rest).toEqual(whole.slice(cut));
      }),
      { numRuns: 15, seed: 15 },
    );
  });

  it('calls any candle an anomaly whose high or low lies beyond its limit', () => {
    const state = stateAfter(series);
    const close = state.scales.close;
    const forecast = detector.forecast(state);
    if (!forecast) throw new Error('no forecast');
    const openTime = START + 400 * HOUR;
    const excess = fc.double({ min: 1e-9, max: 3, noNaN: true });
    const inside = fc.double({ min: 0, max: 0.05, noNaN: true });
    const volume = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e6, noNaN: true }));
    fc.assert(
      fc.property(excess, inside, volume, (beyond, other, traded) => {
        const up = Math.log(forecast.upperLimit / close) + beyond;
        const down = Math.log(close / forecast.lowerLimit) + beyond;
        expect(
          detector.step(state, { ...around(close, up, other, traded), openTime }).judgement.isAnomaly,
        ).toBe(true);
        expect(
          detector.step(state, { ...around(close, other, down, traded), openTime }).judgement.isAnomaly,
        ).toBe(true);
      }),
      { numRuns: 200, seed: 16 },
    );
  });

  it('sets its limits no further out than needed', () => {
    const state = stateAfter(series);
    const forecast = detector.forecast(state);
    if (!forecast) throw new Error('no forecast');
    const { close } = state.scales;
    const next = detector.step(state, { ...around(close, 0, 0, 1), openTime: START + 400 * HOUR });
    const threshold = next.judgement.threshold as number;
    const { views, sum } = fittedScore(VIEWS, artifact.manifest.tails);
    const ofOnePrice = views.filter(({ view, byPrice }) => view.weight > 0 && byPrice.high.length > 0);
    const at = (candle: Ohlcv) => {
      const largest = largestOf(ofOnePrice, expectationOf(state, 1), candle);
      return scoreOf({ views: ofOnePrice, sum }, largest, state.heads);
    };
    const still = { openTime: START + 400 * HOUR, open: close, high: close, low: close, close, volume: 0 };
    for (const [side, limit, inwards] of [
      ['high', forecast.upperLimit, 1 - 1e-5],
      ['low', forecast.lowerLimit, 1 + 1e-5],
    ] as const) {
      expect(at({ ...still, [side]: limit })).toBeGreaterThan(threshold);
      expect(at({ ...still, [side]: limit * inwards })).toBeLessThanOrEqual(threshold);
    }
  });

  it('judges a market alike at any price level and any volume', () => {
    const factor = 2 ** -20;
    const cheap = series.map(({ openTime, open, high, low, close, volume }) => ({
      openTime,
      open: open * factor,
      high: high * factor,
      low: low * factor,
      close: close * factor,
      volume: (volume ?? NaN) * 1024,
    }));
    const scores = judgeAll(cheap).map(({ anomalyScore }) => anomalyScore ?? -1);
    judgeAll(series).forEach(({ anomalyScore }, index) =>
      expect(scores[index]).toBeCloseTo(anomalyScore ?? -1, 6),
    );
  });

  it('has a higher threshold the rarer the alerts may be, and the same scores', () => {
    const judged = [49, 2, 1, 0.25, 1 / 52].map((alertsPerWeek) =>
      judgeAll(series, createDetector(artifact, { interval: '1h', alertsPerWeek })).slice(-1),
    );
    const thresholds = judged.map(([last]) => last?.threshold ?? Number.NaN);
    expect(thresholds).toEqual([...thresholds].sort((a, b) => a - b));
    expect(new Set(judged.map(([last]) => last?.anomalyScore)).size).toBe(1);
  });

  it('goes on under another budget from a state of the first', () => {
    const state = stateAfter(series);
    const rarer = createDetector(artifact, { interval: '1h', alertsPerWeek: 0.25 });
    expect(rarer.decodeState(detector.encodeState(state))).toEqual(state);
  });

  it('refuses a budget that is no number of alerts', () => {
    for (const alertsPerWeek of [0, -1, Number.NaN, Infinity]) {
      expect(() => createDetector(artifact, { interval: '1h', alertsPerWeek })).toThrow(
        'Alert budget: expected',
      );
    }
  });

  it('keeps a state of a few kilobytes', () => {
    expect(detector.encodeState(stateAfter(series)).length).toBeLessThan(8192);
  });

  it('says in one sentence with numbers why a crash with much volume is an anomaly', () => {
    const state = stateAfter(series);
    const last = state.scales.close;
    const crash = { ...around(last, 0, 0.12, Math.exp(state.scales.volumeMean) * 30), close: last * 0.9 };
    const { judgement } = detector.step(state, { ...crash, openTime: START + 400 * HOUR });
    expect(judgement.kinds).toEqual(expect.arrayContaining(['PRICE_CRASH', 'PRICE_JUMP', 'VOLUME_SURGE']));
    expect(judgement.kinds).not.toContain('PRICE_SPIKE');
    expect(judgement.reason).toMatch(/[Ff]ell to [\d,.]+: [\d,.]+ below forecast, [\d,.]+ × the usual miss/);
    expect(judgement.reason).toMatch(/[Vv]olume 30 × normal/);
    expect(judgement.returnPeriodHours).toBeGreaterThan(1000);
  });
});

describe('a notice', () => {
  const after = (candle: Ohlcv, hour: number) => ({ ...candle, openTime: START + hour * HOUR });

  it('comes with a candle that is no anomaly at all, with words, and when what began with it may be over', () => {
    const calm = createDetector(artifact, { interval: '1h', alertsPerWeek: 1 / 52 });
    const last = series.at(-1) as Ohlcv;
    let state = stateAfter(series);
    const crash = {
      ...around(last.close, 0.001, 0.05, (last.volume ?? 1) * 4),
      openTime: START + 400 * HOUR,
    };
    const { judgement, notice, nextState } = calm.step(state, crash);
    expect(judgement).toMatchObject({ isAnomaly: false, kinds: [], reason: null });
    expect(notice).toMatchObject({ isNotable: true, reason: expect.stringMatching(/^[A-Z].+\.$/) });
    expect(notice?.kinds).toContain('PRICE_CRASH');
    expect(notice?.incidentHours).toBeGreaterThan(judgement.returnPeriodHours ?? Infinity);
    state = nextState;
    const later = Array.from({ length: 14 }, (_, index) => {
      const quiet = after({ ...last, volume: (last.volume ?? 1) * (1 + index / 100) }, 401 + index);
      const step = calm.step(state, quiet);
      state = step.nextState;
      return step.notice?.isNotable;
    });
    expect(
      later.flatMap((isNotable, index) => (isNotable === undefined ? [] : [[index, isNotable]])),
    ).toEqual([[11, false]]);
  });

  it('does not depend on the budget of the chart', () => {
    const other = createDetector(artifact, { interval: '1h', alertsPerWeek: 20 });
    const shocks = series.map((hour, index) =>
      index % 37 === 36 ? { ...hour, low: hour.low * 0.95 } : hour,
    );
    const notices = (by: Detector) => {
      let state = by.initialState();
      return shocks.map((hour) => {
        const { notice, nextState } = by.step(state, hour);
        state = nextState;
        return notice;
      });
    };
    expect(notices(other)).toEqual(notices(detector));
    expect(notices(other).filter((notice) => notice?.isNotable).length).toBeGreaterThan(5);
  });
});
