import { simulate, type Ohlcv } from '@detective/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { judge } from './evaluate/judge.ts';
import { createDetector, loadArtifact, type Detector, type Judgement } from './index.ts';

const HOUR = 3_600_000;
const WEEK = 168 * HOUR;
/** A Monday. */
const START = Date.UTC(2024, 0, 1);

let detector: Detector;
beforeAll(async () => {
  detector = createDetector(await loadArtifact('btc-usd-1h'), { interval: '1h', alertsPerWeek: 1 });
});

const market = (count: number, seed: number): Ohlcv[] => [
  ...simulate({ seed, from: START, count, interval: '1h' }),
];
const flat = (openTime: number, price: number, volume = 0): Ohlcv => ({
  ...{ openTime, open: price, high: price, low: price, close: price, volume },
});
const times = ({ open, high, low, close, ...rest }: Ohlcv, factor: number): Ohlcv => ({
  ...{ ...rest, open: open * factor, high: high * factor, low: low * factor, close: close * factor },
});
const judgeAll = (candles: readonly Ohlcv[]): Judgement[] =>
  Array.from(judge(detector, candles), ({ judgement }) => judgement);
const alertsIn = (judgements: readonly Judgement[]): number =>
  judgements.filter(({ isAnomaly }) => isAnomaly).length;
const isWeekend = ({ openTime }: Ohlcv): boolean => [0, 6].includes(new Date(openTime).getUTCDay());

describe('what a series does as a rule is no alert', () => {
  it('where it never has a volume', () => {
    const judged = judgeAll(market(1500, 4).map((candle) => ({ ...candle, volume: 0 })));
    expect(alertsIn(judged)).toBeLessThanOrEqual(10);
  });

  it('and is told once where the volume is lost', () => {
    const judged = judgeAll(
      market(1200, 4).map((candle, index) => (index < 700 ? candle : { ...candle, volume: 0 })),
    );
    expect(judged[700]?.kinds[0]).toBe('FEED_FROZEN');
    expect(judged.slice(701).filter(({ kinds }) => kinds.includes('FEED_FROZEN'))).toEqual([]);
  });

  it('where the market is closed at weekends, filled with flat candles or not', () => {
    const candles = market(24 * 7 * 8, 5);
    let [last, factor, wasClosed] = [1, 1, false];
    const filled = candles.map((candle) => {
      if (isWeekend(candle)) {
        wasClosed = true;
        return flat(candle.openTime, last);
      }
      if (wasClosed) factor = last / candle.open;
      wasClosed = false;
      const scaled = times(candle, factor);
      last = scaled.close;
      return scaled;
    });
    for (const series of [filled, candles.filter((candle) => !isWeekend(candle))]) {
      const late = judgeAll(series).filter((_, index) => (series[index]?.openTime ?? 0) >= START + 3 * WEEK);
      expect(late.filter(({ reason }) => reason?.startsWith('Feed fault'))).toEqual([]);
    }
  });

  it('where the price has a dozen ticks', () => {
    const candles = market(2000, 6);
    const unit = (candles[0]?.open ?? 1) / 12;
    const coarse = (price: number) => Math.max(Math.round(price / unit), 1);
    const judged = judgeAll(
      candles.map((candle) => ({
        ...candle,
        ...{ open: coarse(candle.open), high: coarse(candle.high) },
        ...{ low: coarse(candle.low), close: coarse(candle.close) },
      })),
    );
    expect(alertsIn(judged)).toBeLessThanOrEqual((3 * 2000) / 168);
  });
});

describe('a series that begins without a move or a trade', () => {
  it('is warm after as many candles as any other, and its first fall is judged', () => {
    for (const volume of [0, 50]) {
      const candles = Array.from({ length: 150 }, (_, index) =>
        flat(START + index * HOUR, 1, volume && volume + (index % 9)),
      );
      const fall = { ...flat(START + 150 * HOUR, 1, 900), low: 0.64, close: 0.65 };
      const last = judgeAll([...candles, fall]).at(-1);
      expect(last).toMatchObject({ status: 'SCORED', isAnomaly: true });
    }
  });

  it('judges volume by the candles that had one, in any unit', () => {
    const series = (unit: number) =>
      market(701, 41).map((candle, index) => ({
        ...candle,
        volume: index < 24 ? 0 : (candle.volume ?? NaN) * unit * (index === 700 ? 100 : 1),
      }));
    const [small, large] = [judgeAll(series(1)).at(-1), judgeAll(series(1e6)).at(-1)];
    expect(large?.isAnomaly).toBe(true);
    expect(small?.anomalyScore).toBeCloseTo(large?.anomalyScore ?? 0, 6);
  });

  it('stands still for weeks with trades, and neither forgets what a move is nor goes blind after one', () => {
    const candles = market(1200, 8);
    const price = candles[599]?.close ?? 1;
    const after = (price * 0.92) / (candles[1100]?.open ?? 1);
    const judged = judgeAll(
      candles.map((candle, index) => {
        if (index < 600) return candle;
        return index < 1100 ? flat(candle.openTime, price, candle.volume ?? NaN) : times(candle, after);
      }),
    );
    expect(alertsIn(judged.slice(600, 1100))).toBeLessThanOrEqual(3);
    expect(judged[1100]?.isAnomaly).toBe(true);
    expect(judged.slice(1100).every(({ status }) => status === 'SCORED')).toBe(true);
  });
});

describe('what no single candle shows', () => {
  it.each([-0.009, 0.009])('such as %d an hour for three days is found, and told a few times', (drift) => {
    const judged = judgeAll(
      market(1072, 180).map((candle, index) => {
        const level = (hours: number) => Math.exp(drift * Math.max(hours, 0));
        const [before, after] = [times(candle, level(index - 1000)), times(candle, level(index - 999))];
        return {
          ...{ ...after, open: before.open },
          ...{ high: Math.max(before.high, after.high), low: Math.min(before.low, after.low) },
        };
      }),
    );
    const alerts = judged.slice(1000).filter(({ isAnomaly }) => isAnomaly);
    expect(alerts.length).toBeGreaterThanOrEqual(1);
    expect(alerts.length).toBeLessThanOrEqual(10);
    expect(alerts.some(({ kinds }) => kinds[0] === (drift < 0 ? 'PRICE_CRASH' : 'PRICE_SPIKE'))).toBe(true);
  });

  it('such as trading at a ten-thousandth is found, and told a few times', () => {
    const judged = judgeAll(
      market(760, 42).map((candle, index) =>
        index >= 700 && index < 748 ? { ...candle, volume: (candle.volume ?? NaN) * 1e-4 } : candle,
      ),
    );
    const alerts = judged.slice(700, 748).filter(({ isAnomaly }) => isAnomaly);
    expect(alerts.length).toBeGreaterThanOrEqual(1);
    expect(alerts.length).toBeLessThanOrEqual(10);
    expect(alerts[0]?.reason).toMatch(/trading dries up: volume [\d,]+ × below normal/i);
  });
});
