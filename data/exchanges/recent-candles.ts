import { isNearOhlcv } from '../near-ohlcv.ts';
import { INTERVALS, type EpochMs, type Interval, type Ohlcv } from '../ohlcv.ts';

/** Servers of an exchange that contradict each other would correct a candle with every answer. */
const MOST_CORRECTIONS = 5;

/** A candle that was handed on, and what the exchange says of it now. */
export interface Correction {
  before: Ohlcv;
  after: Ohlcv;
}

/** The candles of a market that were handed on within the last day, as the exchange said last that they are. */
export class RecentCandles {
  readonly #keptMs: number;
  /** Ascending. */
  #candles: Ohlcv[] = [];
  /** How often each of them was corrected, where it was. */
  readonly #correctionCounts = new Map<EpochMs, number>();

  constructor(interval: Interval) {
    this.#keptMs = Math.max(INTERVALS['1d'], INTERVALS[interval]);
  }

  get length(): number {
    return this.#candles.length;
  }

  /** The open time of the newest but `rows - 1`, or of the oldest where there are fewer. */
  since(rows: number): EpochMs | undefined {
    return this.#candles.at(-Math.min(rows, this.#candles.length))?.openTime;
  }

  /** A later one than all before. */
  add(candle: Ohlcv): void {
    this.#candles.push(candle);
    const oldest = candle.openTime - this.#keptMs;
    while ((this.#candles[0]?.openTime ?? Infinity) < oldest) {
      this.#correctionCounts.delete(this.#candles[0]?.openTime ?? NaN);
      this.#candles.shift();
    }
  }

  /** Takes over what an answer says of them, where it is something else. */
  correct(finals: readonly Ohlcv[]): Correction[] {
    const seen = new Map(finals.map((candle) => [candle.openTime, candle]));
    const corrected: Correction[] = [];
    this.#candles = this.#candles.map((before) => {
      const after = seen.get(before.openTime);
      const times = this.#correctionCounts.get(before.openTime) ?? 0;
      if (!after || isNearOhlcv(before, after) || times === MOST_CORRECTIONS) return before;
      this.#correctionCounts.set(before.openTime, times + 1);
      corrected.push({ before, after });
      return after;
    });
    return corrected;
  }
}
