import type { EpochMs, Ohlcv } from '@detective/data';
import type { ReplayOrders } from './replay-control.ts';

/** What lies ahead of a replay: the open times of all candles that it found to send when it started. */
export class Outlook {
  readonly #openTimes: readonly EpochMs[];

  /** @param openTimes ascending */
  constructor(openTimes: readonly EpochMs[]) {
    this.#openTimes = openTimes;
  }

  /** Looks at what lies after the newest stored candle, which also finds a bad row before anything is sent. */
  static async of(candles: AsyncIterable<Ohlcv>, newest: EpochMs): Promise<Outlook> {
    const openTimes: EpochMs[] = [];
    for await (const { openTime } of candles) if (openTime > newest) openTimes.push(openTime);
    return new Outlook(openTimes);
  }

  get total(): number {
    return this.#openTimes.length;
  }

  /**
   * How many candles are still to be sent before the replay ends or waits at `to`; those that are left out before
   * `from` do not count, because they take no time.
   *
   * @param done candles sent or left out so far
   */
  left(done: number, { from, to }: Pick<ReplayOrders, 'from' | 'to'>): number {
    const begin = from === null ? 0 : this.#before(from);
    const end = to === null ? this.total : this.#before(to);
    return Math.max(0, end - Math.max(done, begin));
  }

  /** Candles that open before a time. */
  #before(time: EpochMs): number {
    let [low, high] = [0, this.total];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#openTimes[middle] ?? Infinity) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
