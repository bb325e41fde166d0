import { INTERVALS, type EpochMs } from '../../ohlcv.ts';
import type { ServedRow } from './fake-market.ts';

const MINUTE_MS = INTERVALS['1m'];

/** Coinbase's words. */
const WORDS = new Map<string, number>([
  ['ONE_MINUTE', MINUTE_MS],
  ['FIVE_MINUTE', INTERVALS['5m']],
  ['FIFTEEN_MINUTE', INTERVALS['15m']],
  ['THIRTY_MINUTE', INTERVALS['30m']],
  ['ONE_HOUR', INTERVALS['1h']],
  ['TWO_HOUR', INTERVALS['2h']],
  ['SIX_HOUR', INTERVALS['6h']],
  ['ONE_DAY', INTERVALS['1d']],
]);

const UNITS = new Map([
  ['m', MINUTE_MS],
  ['h', INTERVALS['1h']],
  ['d', INTERVALS['1d']],
]);

/** The interval that a request asks for, in milliseconds, by whichever name the exchange has for it. */
export function askedStep(query: URLSearchParams): number | undefined {
  if (query.has('step')) return Number(query.get('step')) * 1_000;
  const names = ['granularity', 'bar', 'interval', 'type'];
  const text = names.map((name) => query.get(name)).find((value) => value !== null) ?? '';
  if (WORDS.has(text)) return WORDS.get(text);
  if (/^\d+$/.test(text)) return Number(text) * MINUTE_MS;
  const [, count = '1', unit = ''] = /^(\d*)([mhd])/i.exec(text) ?? [];
  const unitMs = UNITS.get(unit.toLowerCase());
  return unitMs === undefined ? undefined : Number(count) * unitMs;
}

/** Rows put together to longer ones. */
export function coarser(rows: readonly ServedRow[], stepMs: number, now: EpochMs): ServedRow[] {
  const coarse: ServedRow[] = [];
  for (const row of rows) {
    const openTime = Math.floor(row.openTime / stepMs) * stepMs;
    const last = coarse.at(-1);
    if (last?.openTime !== openTime) coarse.push({ ...row, openTime, isClosed: openTime + stepMs <= now });
    else {
      last.high = Math.max(last.high, row.high);
      last.low = Math.min(last.low, row.low);
      last.close = row.close;
      last.volume += row.volume;
    }
  }
  return coarse;
}
