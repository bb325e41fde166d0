import type { CandleTable, EpochMs } from '@detective/data';
import type { ReplayCommand } from './replay-pacing.ts';

/** What is still ahead of a replay: the candles of its source from the first to send. */
export class RemainingCandles {
  readonly #candles: CandleTable;
  readonly #start: number;

  /** @param start index of the first candle to send */
  constructor(candles: CandleTable, start: number) {
    this.#candles = candles;
    this.#start = start;
  }

  /** How many there were to send when the replay began. */
  get total(): number {
    return this.#candles.length - this.#start;
  }

  /**
   * How many candles are still to be sent before the replay ends or waits at `to`; those before `from` do not
   * count, because nothing waits for them.
   *
   * @param done candles sent or left out so far
   */
  left(done: number, { from, to }: Pick<ReplayCommand, 'from' | 'to'>): number {
    const begin = from === null ? 0 : this.#before(from);
    const end = to === null ? this.total : this.#before(to);
    return Math.max(0, end - Math.max(done, begin));
  }

  /** Candles to send that open before a time. */
  #before(time: EpochMs): number {
    return Math.max(0, this.#candles.indexFrom(time) - this.#start);
  }
}
