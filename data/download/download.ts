import { WALL_CLOCK, type Clock } from '../clock.ts';
import { ExchangeConnection } from '../exchanges/exchange-connection.ts';
import { keptFrom, profileOf } from '../exchanges/exchange-profile.ts';
import type { ExchangeHosts } from '../exchanges/exchange-hosts.ts';
import { followMarketEvents } from '../exchanges/follow-market.ts';
import { reasonOfHead } from '../exchanges/market-trouble.ts';
import { INTERVALS, type EpochMs, type Interval, type Ohlcv } from '../ohlcv.ts';
import { CandleCsv, readCandles } from './candle-csv.ts';
import type { DownloadArguments } from './download-arguments.ts';

/** A candle that has just closed may still be changed. */
const SETTLE_MS = 2_000;

const DAY_MS = INTERVALS['1d'];

export interface DownloadOptions extends DownloadArguments {
  signal: AbortSignal;
  hosts?: ExchangeHosts;
  clock?: Clock;
  /** @param openTime of the newest candle that is written, or up to where there is none; `to` is where it will end */
  onProgress?: (progress: { written: number; openTime: EpochMs; from: EpochMs; to: EpochMs }) => void;
  /** One sentence: what fails and is tried again, or what the exchange has changed. */
  onTrouble?: (message: string) => void;
}

export interface Gap {
  /** The first candle that is missing, and the first that is there again. */
  from: EpochMs;
  to: EpochMs;
  candles: number;
}

export interface DownloadReport {
  /** Candles that were added now, and that the file holds. */
  added: number;
  count: number;
  first: EpochMs | null;
  last: EpochMs | null;
  gaps: Gap[];
  /** One sentence where the file begins later than was asked for, or has nothing. */
  head: string | null;
  /** False when it was ended before all was there: the same command goes on. */
  isWhole: boolean;
}

/**
 * Writes the closed candles of a market into a file, going on where it ends, and reads the whole file back.
 *
 * @throws {CandleCsvError} {CandleFileError} {UnknownExchangeError} {UnknownIntervalError} {UnknownMarketError}
 */
export async function download(options: DownloadOptions): Promise<DownloadReport> {
  const { exchange, out, hosts, clock = WALL_CLOCK } = options;
  using connection = await ExchangeConnection.open({ exchange, host: hosts?.get(exchange), clock });
  let filled: Filled;
  let known: number;
  {
    await using csv = await CandleCsv.open(out, options);
    known = csv.known.length;
    filled = await fill(csv, options, connection, clock);
  }
  const candles = known + filled.added === 0 ? [] : await readCandles(out);
  const first = candles[0]?.openTime ?? null;
  const { added, isWhole, isRefused } = filled;
  const head =
    !isWhole && first === null ? null : headOf(first, { isContinued: known > 0, isRefused }, options);
  return { added, isWhole, ...verify(candles, options), head };
}

interface Filled {
  added: number;
  isWhole: boolean;
  /** Requests for candles before the first one were refused. */
  isRefused: boolean;
}

async function fill(
  csv: CandleCsv,
  options: DownloadOptions,
  connection: ExchangeConnection,
  clock: Clock,
): Promise<Filled> {
  const { interval, from, signal, onTrouble } = options;
  const stepMs = INTERVALS[interval];
  const newest = csv.known.at(-1)?.openTime;
  const endOf = () => Math.min(options.to ?? Infinity, clock.now() - SETTLE_MS - stepMs + 1);
  let written = 0;
  let isRefused = false;
  const filled = (isWhole: boolean): Filled => ({ added: written, isWhole, isRefused });
  if ((newest === undefined ? from : newest + stepMs) >= endOf()) return filled(true);
  const known = csv.known.filter(({ openTime }) => openTime >= (newest ?? 0) - Math.max(DAY_MS, stepMs));
  const events = followMarketEvents({
    ...{
      exchange: options.exchange,
      symbol: options.symbol,
      interval,
      from,
      known,
      signal,
      connection,
      clock,
    },
    onTrouble: (trouble) => {
      const { kind, message } = trouble;
      if (kind === 'corrected') onTrouble?.(`${message}; the file keeps what it has`);
      else if (kind !== 'missing') onTrouble?.(message);
      else if (trouble.missing.isHead) ({ isRefused } = trouble.missing);
    },
  });
  for await (const event of events) {
    if (event.kind === 'candles') {
      const to = options.to ?? Infinity;
      const wanted = event.candles.filter(({ openTime }) => openTime < to);
      if (wanted.length > 0) await csv.append(wanted);
      written += wanted.length;
      const openTime = wanted.at(-1)?.openTime;
      if (openTime !== undefined) options.onProgress?.({ written, openTime, from, to: endOf() });
      if (wanted.length < event.candles.length) return filled(true);
    }
    if (event.kind !== 'position') continue;
    if (event.isLive || event.next >= endOf()) return filled(true);
    if (event.reached > event.next)
      options.onProgress?.({ written, openTime: event.reached, from, to: endOf() });
  }
  return filled(false);
}

function verify(candles: readonly Ohlcv[], { interval }: DownloadOptions) {
  const first = candles[0]?.openTime ?? null;
  const last = candles.at(-1)?.openTime ?? null;
  return { count: candles.length, first, last, gaps: gapsOf(candles, interval) };
}

function gapsOf(candles: readonly Ohlcv[], interval: Interval): Gap[] {
  const stepMs = INTERVALS[interval];
  return candles.flatMap(({ openTime: to }, index) => {
    const from = (candles[index - 1]?.openTime ?? to - stepMs) + stepMs;
    return to > from ? [{ from, to, candles: (to - from) / stepMs }] : [];
  });
}

/**
 * @param why whether the file began there before: nobody has asked this time for what may lie before it; whether what
 * lies before is refused
 */
function headOf(
  first: EpochMs | null,
  { isContinued, isRefused }: { isContinued: boolean; isRefused: boolean },
  options: DownloadOptions,
): string | null {
  const { exchange, symbol, interval, from, clock = WALL_CLOCK } = options;
  if (first === null) return `${exchange} has no closed ${interval} candle of ${symbol} in that time`;
  if (first - from < INTERVALS[interval]) return null;
  const begins = `begins ${shortTime(first, interval)}`;
  if (isContinued)
    return `the file ${begins}, and nothing is put before that: what may be there needs another --out`;
  const kept = keptFrom(profileOf(exchange), { first, now: clock.now(), interval });
  return `${reasonOfHead(exchange, isRefused, kept)}: ${begins}`;
}

/** `2026-10-29`, and the time of day where there is one. */
export const shortTime = (time: EpochMs, interval: Interval): string =>
  new Date(time)
    .toISOString()
    .slice(0, INTERVALS[interval] < DAY_MS && time % DAY_MS !== 0 ? 16 : 10)
    .replace('T', ' ');
