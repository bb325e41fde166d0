import type { EpochMs } from '../../ohlcv.ts';
import type { Random } from '../../simulator/random.ts';
import type { FakeMarket, ServedCandle } from './fake-market.ts';
import { HOUR } from './fixtures.ts';

/** An exchange's own gaps in so many hours: some single ones, and eight in a row. */
export function withGaps(candles: ServedCandle[], hours: number, random: Random): ServedCandle[] {
  const away = 20 + random.integer(hours - 60);
  return candles.filter(
    (_, hour) => hour < 2 || hour >= hours || ((hour < away || hour >= away + 8) && random.uniform() > 0.02),
  );
}

/** Now and then the exchange changes a candle of the last hours; each at most once, and none at the end. */
export class RandomCorrections {
  readonly changed = new Map<EpochMs, ServedCandle>();

  constructor(
    readonly market: FakeMarket,
    readonly random: Random,
    /** The newest candle of the last chance. */
    readonly last: EpochMs,
  ) {}

  maybe(newest: EpochMs): void {
    if (this.random.uniform() > 0.05 || newest > this.last) return;
    const openTime = newest - (2 + this.random.integer(18)) * HOUR;
    const index = this.market.candles.findIndex((candle) => candle.openTime === openTime);
    const candle = this.market.candles[index];
    if (!candle || this.changed.has(openTime)) return;
    const after = { ...candle, high: candle.high * 1.001, volume: candle.volume * 2 };
    this.market.candles[index] = after;
    this.changed.set(openTime, after);
  }
}
