import type { EpochMs, Ohlcv } from './ohlcv.ts';
import { TemporaryFile } from './temporary-file.ts';

const FIELDS = 6;
const BLOCK_CANDLES = 16_384;
const BLOCK_BYTES = BLOCK_CANDLES * FIELDS * 8;
/** 524 thousand candles, 25 MB: sixty years of hours, or one of minutes. */
const BLOCKS_IN_MEMORY = 32;

type Block = Float64Array<ArrayBuffer>;

/**
 * A long range of candles in flat memory, ascending by open time: a file is read once and looked at as often as needed.
 * Beyond half a million they lie in a temporary file.
 */
export class CandleTable {
  readonly #file = new TemporaryFile();
  /** The first blocks; those that come after are in the file. */
  readonly #blocks: Block[] = [];
  /** First open time of each block. */
  readonly #firsts: EpochMs[] = [];
  /** The block that is being filled, or was read last from the file. */
  #current = { index: -1, block: new Float64Array(0) };
  #length = 0;

  /** Reads a source to its end. */
  static async from(candles: AsyncIterable<Ohlcv> | Iterable<Ohlcv>): Promise<CandleTable> {
    const table = new CandleTable();
    for await (const candle of candles) table.#push(candle);
    table.#keep();
    return table;
  }

  get length(): number {
    return this.#length;
  }

  /** @throws {RangeError} beyond the last candle */
  at(index: number): Ohlcv {
    if (!(index >= 0 && index < this.#length))
      throw new RangeError(`expected an index below ${this.#length}, received ${index}`);
    const block = this.#blockOf(index);
    const start = (index % BLOCK_CANDLES) * FIELDS;
    const [openTime = NaN, open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] = block.subarray(
      start,
      start + FIELDS,
    );
    return { openTime, open, high, low, close, volume: Number.isNaN(volume) ? null : volume };
  }

  openTimeAt(index: number): EpochMs {
    return this.at(index).openTime;
  }

  /** Index of the first candle that opens at or after a time; `length` where there is none. */
  indexFrom(time: EpochMs): number {
    const after = this.#firsts.findIndex((first) => first >= time);
    const block = (after === -1 ? this.#firsts.length : after) - 1;
    if (block < 0) return 0;
    let low = block * BLOCK_CANDLES;
    let high = Math.min(low + BLOCK_CANDLES, this.#length);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.openTimeAt(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Removes the temporary file. */
  dispose(): void {
    this.#file.dispose();
    this.#length = 0;
  }

  #push({ openTime, open, high, low, close, volume }: Ohlcv): void {
    const at = this.#length % BLOCK_CANDLES;
    if (at === 0) {
      this.#keep();
      this.#current = { index: this.#firsts.length, block: new Float64Array(BLOCK_CANDLES * FIELDS) };
      this.#firsts.push(openTime);
    }
    this.#current.block.set([openTime, open, high, low, close, volume ?? NaN], at * FIELDS);
    this.#length++;
  }

  /** Puts the block that was being filled where it will be looked for. */
  #keep(): void {
    const { index, block } = this.#current;
    if (index < 0) return;
    if (index < BLOCKS_IN_MEMORY) this.#blocks[index] = block;
    else this.#file.write(new Uint8Array(block.buffer), index * BLOCK_BYTES);
  }

  #blockOf(index: number): Block {
    const wanted = Math.floor(index / BLOCK_CANDLES);
    const kept = this.#blocks[wanted];
    if (kept) return kept;
    if (this.#current.index !== wanted) {
      const block = new Float64Array(BLOCK_CANDLES * FIELDS);
      this.#file.read(new Uint8Array(block.buffer), wanted * BLOCK_BYTES);
      this.#current = { index: wanted, block };
    }
    return this.#current.block;
  }
}
