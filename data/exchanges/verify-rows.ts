import { InvalidOhlcvError, validateOhlcv } from '../validation.ts';
import { isNearOhlcv } from '../near-ohlcv.ts';
import { INTERVALS, type EpochMs, type Interval, type Ohlcv } from '../ohlcv.ts';
import { ExchangeFailure, excerpt } from './exchange-errors.ts';
import { ImpossibleRowsError, type ImpossibleRow } from './impossible-rows.ts';

export interface VerifyOptions {
  exchange: string;
  interval: Interval;
  now: EpochMs;
  /** Base coins in one unit of the rows' volume; null where it is not known. */
  unitOfVolume: number | null;
  /** Impossible rows, by their texts, that refuse nothing any more: they are left out. */
  leaveOut?: ReadonlySet<string>;
}

/** A row of ccxt that has the shape of a candle. */
type Row = [openTime: EpochMs, ...values: (number | undefined)[]];

/** Clocks differ, and the candle that has just begun may be a moment ahead of ours. */
const CLOCK_TOLERANCE_MS = 60_000;

/** No clock is wrong by more than that: what lies further ahead is a row that can't be true. */
const FUTURE_MS = INTERVALS['1d'];

const NONE: ReadonlySet<string> = new Set();

/**
 * Checks the rows that ccxt made of an answer, and reads them. One row that can't be true refuses the whole answer: ccxt
 * makes rows out of error texts, and what stands beside such a row deserves no trust either. Rows of intervals without a
 * trade, all nothing or zeros, are no candles.
 *
 * @returns the candles ascending, the running one last
 * @throws {ImpossibleRowsError} where most rows are candles, and some can't be
 * @throws {ExchangeFailure} naming the row and what is wrong with it
 */
export function verifyRows(rows: unknown, options: VerifyOptions): Ohlcv[] {
  const { exchange, interval, leaveOut = NONE } = options;
  if (!Array.isArray(rows)) throw refusal(exchange, 'a list of candles', rows);
  const shaped = rows.map((row: unknown) => shapeOf(row, options));
  const { candles, impossible } = readRows(shaped.filter(hasTrades), options);
  const unknown = impossible.filter(({ text }) => !leaveOut.has(text));
  if (unknown[0]) {
    const message = `${exchange}: ${unknown[0].words}`;
    if (impossible.length >= candles.length) throw new ExchangeFailure(message);
    throw new ImpossibleRowsError(message, unknown);
  }
  checkSpacing(candles, exchange, interval);
  return candles;
}

function refusal(exchange: string, expected: string, received: unknown): ExchangeFailure {
  const text = excerpt(JSON.stringify(received) ?? String(received));
  return new ExchangeFailure(`${exchange}: expected ${expected}, received ${text}`);
}

/** What has no such shape is no candle with a fault but something else altogether. */
function shapeOf(row: unknown, { exchange, interval, now }: VerifyOptions): Row {
  if (!isShaped(row)) throw refusal(exchange, `a possible ${interval} candle`, row);
  if (row[0] > now + CLOCK_TOLERANCE_MS && row[0] <= now + FUTURE_MS) {
    throw refusal(
      exchange,
      `a ${interval} candle that has begun by this machine's clock, ${iso(now)}`,
      new Date(row[0]),
    );
  }
  return row;
}

const isShaped = (row: unknown): row is Row =>
  Array.isArray(row) &&
  row.length === 6 &&
  row.every((value) => value === undefined || typeof value === 'number') &&
  Number.isInteger(row[0]);

const hasTrades = ([, ...values]: Row): boolean => values.some((value) => value !== undefined && value !== 0);

function readRows(rows: readonly Row[], options: VerifyOptions) {
  const candles: Ohlcv[] = [];
  const impossible: ImpossibleRow[] = [];
  const contradicted = new Set<EpochMs>();
  for (const [index, row] of rows.entries()) {
    const candle = readRow(row, options);
    const fault = faultOf(candle, options);
    if (fault) {
      impossible.push({ text: JSON.stringify(row), words: fault });
      continue;
    }
    const previous = candles.at(-1);
    if (previous && candle.openTime < previous.openTime)
      throw refusal(options.exchange, 'ascending candles', row);
    if (previous?.openTime !== candle.openTime) candles.push(candle);
    // The running candle may come twice, and the later one is newer; any other must not contradict itself.
    else if (index === rows.length - 1) candles[candles.length - 1] = candle;
    else if (!isNearOhlcv(previous, candle)) {
      contradicted.add(candle.openTime);
      impossible.push(contradiction(previous, candle));
    }
  }
  return { candles: candles.filter(({ openTime }) => !contradicted.has(openTime)), impossible };
}

/** A volume that the exchange does not give is null, and no fault. */
function readRow(row: Row, { unitOfVolume }: VerifyOptions): Ohlcv {
  const [openTime, open = NaN, high = NaN, low = NaN, close = NaN, volume] = row;
  const inBase = volume === undefined || unitOfVolume === null ? null : volume * unitOfVolume;
  return { openTime, open, high, low, close, volume: inBase };
}

function faultOf(candle: Ohlcv, { interval, now }: VerifyOptions): string | undefined {
  try {
    validateOhlcv(candle, interval, { now: now + FUTURE_MS });
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidOhlcvError)) throw error;
    const { field, expected, received } = error;
    const whose =
      field === 'openTime' ? `a ${interval} candle` : `the ${interval} candle of ${iso(candle.openTime)}`;
    return `expected as ${field} of ${whose} ${expected}, received ${received}`;
  }
}

const contradiction = (one: Ohlcv, other: Ohlcv): ImpossibleRow => ({
  text: JSON.stringify([one, other]),
  words: `expected one candle for each time, received two for ${iso(one.openTime)} with other values`,
});

/** The name of an interval proves nothing: what comes has to be spaced as it says. */
function checkSpacing(candles: readonly Ohlcv[], exchange: string, interval: Interval): void {
  const stepMs = INTERVALS[interval];
  const first = candles[0]?.openTime ?? 0;
  const stray = candles.find(({ openTime }) => (openTime - first) % stepMs !== 0);
  if (stray) throw refusal(exchange, `candles ${interval} apart`, [first, stray.openTime].map(iso));
}

const iso = (time: EpochMs): string => new Date(time).toISOString();
