import { open, readFile, truncate, unlink, type FileHandle } from 'node:fs/promises';
import { openCandleFile } from '../files/open-candle-file.ts';
import type { Ohlcv, Interval } from '../ohlcv.ts';

const HEADER = 'exchange,symbol,interval,open_time,open,high,low,close,volume\n';

export interface CsvSeries {
  exchange: string;
  symbol: string;
  interval: Interval;
}

/** The file can't be gone on with, or the candle can't be written. */
export class CandleCsvError extends Error {
  override name = 'CandleCsvError';
}

/**
 * A file of candles that grows. Each page is on disk before the next one is asked for, so that a download that was ended,
 * however, goes on behind the last whole line. Where nothing was and nothing came, nothing is left.
 */
export class CandleCsv implements AsyncDisposable {
  #hasHeader: boolean;

  private constructor(
    readonly path: string,
    readonly series: CsvSeries,
    /** What the file held when it was opened, ascending. */
    readonly known: readonly Ohlcv[],
    readonly file: FileHandle,
    readonly isNew: boolean,
    hasHeader: boolean,
  ) {
    this.#hasHeader = hasHeader;
  }

  /** @throws {CandleCsvError} when a file is there that is not of this series, or none can be */
  static async open(path: string, series: CsvSeries): Promise<CandleCsv> {
    const text = await orRefuse(path, () =>
      readFile(path, 'utf8').catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      }),
    );
    const known = text ? await readKnown(path, text, series) : [];
    // At once, so that what can't be written is refused before anything is asked for.
    const file = await orRefuse(path, () => open(path, text === undefined ? 'ax' : 'a'));
    return new CandleCsv(path, series, known, file, text === undefined, text?.includes('\n') ?? false);
  }

  /** @throws {CandleCsvError} for a candle whose volume is not known: a file needs one; where the disk is full */
  async append(candles: readonly Ohlcv[]): Promise<void> {
    const { exchange, symbol, interval } = this.series;
    let lines = this.#hasHeader ? '' : HEADER;
    for (const { openTime, open: first, high, low, close, volume } of candles) {
      if (volume === null) {
        throw new CandleCsvError(
          `what the volume of ${symbol} on ${exchange} counts is not known; a file needs coins`,
        );
      }
      const time = new Date(openTime).toISOString();
      lines += [exchange, symbol, interval, time, first, high, low, close, volume].join(',') + '\n';
    }
    await orRefuse(this.path, async () => {
      await this.file.appendFile(lines);
      await this.file.datasync();
    });
    this.#hasHeader = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { size } = await this.file.stat();
    await this.file.close();
    if (this.isNew && size === 0) await unlink(this.path);
  }
}

/** What the operating system says, as an error that tells what to do. */
async function orRefuse<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new CandleCsvError(`--out ${JSON.stringify(path)} can't be written: ${error.message}`);
  }
}

/** The candles of the file, without a last line that was cut off. */
async function readKnown(
  path: string,
  text: string,
  { exchange, symbol, interval }: CsvSeries,
): Promise<Ohlcv[]> {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole === '' && HEADER.startsWith(text)) {
    await truncate(path, 0);
    return [];
  }
  const lines = whole.split('\n', 2);
  const isOurs = `${lines[0]}\n` === HEADER;
  const isSame = lines[1] === '' || lines[1]?.startsWith(`${exchange},${symbol},${interval},`);
  if (!isOurs || !isSame) {
    throw new CandleCsvError(
      `${path} is no download of ${exchange} ${symbol} ${interval}; choose another --out`,
    );
  }
  if (whole.length < text.length) await truncate(path, Buffer.byteLength(whole));
  return lines[1] === '' ? [] : readCandles(path);
}

/** All candles of a file. */
export async function readCandles(path: string): Promise<Ohlcv[]> {
  const opened = await openCandleFile(path, {});
  try {
    return Array.from(opened.candles);
  } finally {
    opened.dispose();
  }
}
