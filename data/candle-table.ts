import type { EpochMs, Ohlcv } from './ohlcv.ts';

const COLUMNS = ['openTime', 'open', 'high', 'low', 'close', 'volume'] as const;

/** A long range of candles in 48 bytes each, ascending by open time: a file is read once and looked at as often as needed. */
export class CandleTable {
  #columns = COLUMNS.map(() => new Float64Array(1_024));
  #length = 0;

  /** Reads a source to its end. */
  static async from(candles: AsyncIterable<Ohlcv> | Iterable<Ohlcv>): Promise<CandleTable> {
    const table = new CandleTable();
    for await (const candle of candles) table.#push(candle);
    return table;
  }

  get length(): number {
    return this.#length;
  }

  /** @throws {RangeError} beyond the last candle */
  at(index: number): Ohlcv {
    if (!(index >= 0 && index < this.#length))
      throw new RangeError(`expected an index below ${this.#length}, received ${index}`);
    const [openTime = NaN, open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] = this.#columns.map(
      (column) => column[index],
    );
    return { openTime, open, high, low, close, volume };
  }

  openTimeAt(index: number): EpochMs {
    return this.at(index).openTime;
  }

  /** Index of the first candle that opens at or after a time; `length` where there is none. */
  indexFrom(time: EpochMs): number {
    const openTimes = this.#columns[0] ?? new Float64Array();
    let [low, high] = [0, this.#length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((openTimes[middle] ?? Infinity) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #push(candle: Ohlcv): void {
    if (this.#length === this.#columns[0]?.length) {
      this.#columns = this.#columns.map((column) => {
        const larger = new Float64Array(2 * column.length);
        larger.set(column);
        return larger;
      });
    }
    COLUMNS.forEach((name, index) => {
      const column = this.#columns[index];
      if (column) column[this.#length] = candle[name];
    });
    this.#length++;
  }
}
