import type { CompleteOhlcv } from '../../ohlcv.ts';
import { TemporaryFile } from '../../temporary-file.ts';

/** A candle with the place it came from: which file, and its line there. */
export interface StoredRow extends CompleteOhlcv {
  file: number;
  line: number;
}

const FIELDS = 8;
const ROW_BYTES = FIELDS * 8;
const BLOCK_ROWS = 65_536;
/** 512 thousand rows, 34 MB: sixty years of hours, or one of minutes. */
const BLOCKS_IN_MEMORY = 8;
const READ_ROWS = 1_024;

/** A block of rows, ascending; in memory, or in the temporary file. */
interface Run {
  rows: number;
  first: number;
  last: number;
  data: Float64Array<ArrayBuffer> | undefined;
  offset: number;
}

/**
 * Rows of any order, handed back ascending by open time as often as they are asked for, in flat memory: blocks are
 * sorted as they fill up, kept in a temporary file when there are many of them, and merged while they are read.
 */
export class SortedRows {
  count = 0;
  readonly #runs: Run[] = [];
  #block = new Float64Array(1_024 * FIELDS);
  #filled = 0;
  readonly #file = new TemporaryFile();

  push(
    openTime: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    file: number,
    line: number,
  ) {
    if (this.#filled === BLOCK_ROWS) this.#closeBlock();
    const at = this.#filled * FIELDS;
    if (at === this.#block.length) this.#grow();
    const block = this.#block;
    block[at] = openTime;
    block[at + 1] = open;
    block[at + 2] = high;
    block[at + 3] = low;
    block[at + 4] = close;
    block[at + 5] = volume;
    block[at + 6] = file;
    block[at + 7] = line;
    this.#filled++;
    this.count++;
  }

  /** Ascending by open time; rows of the same time in the order in which they came. */
  *read(): Generator<StoredRow> {
    if (this.#filled > 0) this.#closeBlock();
    const waiting = [...this.#runs].sort((a, b) => a.first - b.first);
    let active: RunReader[] = [];
    while (waiting.length > 0 || active.length > 0) {
      let best = active[0];
      for (const cursor of active) if (best && cursor.time < best.time) best = cursor;
      const next = waiting[0];
      if (next && (!best || next.first <= best.time)) {
        waiting.shift();
        active.push(new RunReader(next, this.#file));
        // Blocks are numbered as they came, so that equal times keep their order.
        active.sort((a, b) => a.offset - b.offset);
        continue;
      }
      if (!best) continue;
      yield best.row();
      if (!best.advance()) active = active.filter((cursor) => cursor !== best);
    }
  }

  /** Removes the temporary file. */
  dispose() {
    this.#file.dispose();
    this.#runs.length = 0;
  }

  #grow() {
    const larger = new Float64Array(this.#block.length * 2);
    larger.set(this.#block);
    this.#block = larger;
  }

  #closeBlock() {
    const data = ascending(this.#block, this.#filled);
    const last = data[(this.#filled - 1) * FIELDS] ?? 0;
    this.#runs.push({
      rows: this.#filled,
      first: data[0] ?? 0,
      last,
      data,
      offset: this.#runs.length * BLOCK_ROWS * ROW_BYTES,
    });
    this.#filled = 0;
    if (this.#runs.length > BLOCKS_IN_MEMORY) this.#spill();
    else this.#block = new Float64Array(BLOCK_ROWS * FIELDS);
  }

  #spill() {
    for (const run of this.#runs) {
      if (!run.data) continue;
      this.#file.write(
        new Uint8Array(run.data.buffer, run.data.byteOffset, run.rows * ROW_BYTES),
        run.offset,
      );
      // The block that was written last serves again.
      this.#block = run.data.length === BLOCK_ROWS * FIELDS ? run.data : this.#block;
      run.data = undefined;
    }
  }
}

/** Where the reading of a run stands. */
class RunReader {
  readonly offset: number;
  #data: Float64Array;
  #at = 0;
  #read = 0;

  constructor(
    private readonly run: Run,
    private readonly file: TemporaryFile,
  ) {
    this.offset = run.offset;
    this.#data = run.data ?? new Float64Array(READ_ROWS * FIELDS);
    if (!run.data) this.#fill();
    else this.#read = run.rows;
  }

  get time(): number {
    return this.#data[this.#at * FIELDS] ?? Infinity;
  }

  row(): StoredRow {
    const [data, at] = [this.#data, this.#at * FIELDS];
    return {
      openTime: data[at] as number,
      open: data[at + 1] as number,
      high: data[at + 2] as number,
      low: data[at + 3] as number,
      close: data[at + 4] as number,
      volume: data[at + 5] as number,
      file: data[at + 6] as number,
      line: data[at + 7] as number,
    };
  }

  /** False behind the last row. */
  advance(): boolean {
    this.#at++;
    if (this.run.data) return this.#at < this.run.rows;
    if (this.#at < this.#data.length / FIELDS) return true;
    if (this.#read >= this.run.rows) return false;
    this.#fill();
    return true;
  }

  #fill() {
    const rows = Math.min(READ_ROWS, this.run.rows - this.#read);
    if (this.#data.length !== rows * FIELDS) this.#data = new Float64Array(rows * FIELDS);
    this.file.read(new Uint8Array(this.#data.buffer), this.run.offset + this.#read * ROW_BYTES);
    this.#read += rows;
    this.#at = 0;
  }
}

/** The rows of a block by their times; a block that is ascending already is taken as it is. */
function ascending(block: Float64Array<ArrayBuffer>, rows: number): Float64Array<ArrayBuffer> {
  const time = (row: number) => block[row * FIELDS] ?? 0;
  let isSorted = true;
  for (let row = 1; row < rows && isSorted; row++) isSorted = time(row) >= time(row - 1);
  if (isSorted) return block;
  const order = Uint32Array.from({ length: rows }, (_, row) => row).sort(
    (a, b) => time(a) - time(b) || a - b,
  );
  const sorted = new Float64Array(block.length);
  order.forEach((row, index) => sorted.set(block.subarray(row * FIELDS, (row + 1) * FIELDS), index * FIELDS));
  return sorted;
}
