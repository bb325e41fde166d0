import { EARLIEST_OPEN_TIME, HIGHEST_PRICE, HIGHEST_VOLUME, ROUNDING_TOLERANCE } from '../validation.ts';
import { gridMs, INTERVALS, isSameOhlcv, type EpochMs, type Interval, type Ohlcv } from '../ohlcv.ts';
import { ExchangeFailure, excerpt } from './exchange-errors.ts';

export interface VerifyOptions {
  exchange: string;
  interval: Interval;
  now: EpochMs;
  /** Base coins in one unit of the rows' volume; null where it is not known. */
  unitOfVolume: number | null;
}

/** Clocks differ, and the candle that has just begun may be a moment ahead of ours. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Checks the rows that ccxt made of an answer, and reads them. One row that can't be true refuses the whole answer: ccxt
 * makes rows out of error texts, and what stands beside such a row deserves no trust either.
 *
 * @returns the candles ascending, the running one last
 * @throws {ExchangeFailure} naming the row and what is wrong with it
 */
export function verifyRows(rows: unknown, options: VerifyOptions): Ohlcv[] {
  const refuse = (expected: string, received: unknown): never => {
    const text = excerpt(JSON.stringify(received) ?? String(received));
    throw new ExchangeFailure(`${options.exchange}: expected ${expected}, received ${text}`);
  };
  if (!Array.isArray(rows)) return refuse('a list of candles', rows);
  const candles: Ohlcv[] = [];
  for (const row of rows) {
    const candle = readRow(row, options) ?? refuse(`a possible ${options.interval} candle`, row);
    const previous = candles.at(-1);
    if (previous && candle.openTime < previous.openTime) refuse('ascending candles', row);
    if (previous?.openTime !== candle.openTime) candles.push(candle);
    // The running candle may come twice, and the later one is newer; any other must not contradict itself.
    else if (row === rows.at(-1)) candles[candles.length - 1] = candle;
    else if (!isSameOhlcv(previous, candle)) refuse('one candle for each time', row);
  }
  checkSpacing(candles, options.interval, refuse);
  return candles;
}

const isPrice = (value: unknown): value is number =>
  typeof value === 'number' && value > 0 && value <= HIGHEST_PRICE;

const isVolume = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= HIGHEST_VOLUME;

function readRow(row: unknown, { interval, now, unitOfVolume }: VerifyOptions): Ohlcv | undefined {
  if (!Array.isArray(row) || row.length !== 6) return undefined;
  const [openTime, open, high, low, close, volume] = row as unknown[];
  if (typeof openTime !== 'number' || !Number.isInteger(openTime)) return undefined;
  if (openTime < EARLIEST_OPEN_TIME || openTime > now + CLOCK_TOLERANCE_MS) return undefined;
  if (openTime % gridMs(interval) !== 0) return undefined;
  if (!isPrice(open) || !isPrice(high) || !isPrice(low) || !isPrice(close)) return undefined;
  if (low > Math.min(open, close) * (1 + ROUNDING_TOLERANCE)) return undefined;
  if (high < Math.max(open, close) * (1 - ROUNDING_TOLERANCE)) return undefined;
  if (volume !== undefined && !isVolume(volume)) return undefined;
  const inBase = volume === undefined || unitOfVolume === null ? null : volume * unitOfVolume;
  return { openTime, open, high, low, close, volume: inBase };
}

/** The name of an interval proves nothing: what comes has to be spaced as it says. */
function checkSpacing(
  candles: readonly Ohlcv[],
  interval: Interval,
  refuse: (expected: string, received: unknown) => never,
): void {
  const stepMs = INTERVALS[interval];
  const first = candles[0]?.openTime ?? 0;
  for (const { openTime } of candles) {
    if ((openTime - first) % stepMs !== 0) {
      refuse(
        `candles ${interval} apart`,
        [first, openTime].map((time) => new Date(time).toISOString()),
      );
    }
  }
}
