import { type CandleTable, type EpochMs, isSameOhlcv, type Ohlcv, type SeriesKey } from '@detective/data';
import type { CandleSender } from '../candle-sender/candle-sender.ts';
import type { RefusedCandle, ReplayResult } from './replay.ts';

/** What the server holds of the candles that were sent. */
export interface Comparison {
  sent: number;
  /** Stored with the values that were sent. */
  same: number;
  /** Stored with other values. */
  different: number;
  /** Not stored, older than everything of the series that is: deleted since, as RETENTION_DAYS does. */
  gone: number;
  /** Not stored, between candles that are or after them. */
  missing: number;
  /** Not sent in the end, because the server refused them. */
  refused: RefusedCandle[];
  /** The first candle that is missing or different. */
  firstFault: EpochMs | null;
}

/** Asks the server for everything that was sent, and compares it candle by candle. */
export async function compareStored(
  sender: CandleSender,
  key: SeriesKey,
  candles: CandleTable,
  { sent, ranges, refused }: ReplayResult,
): Promise<Comparison> {
  const comparison: Comparison = {
    sent,
    same: 0,
    different: 0,
    gone: 0,
    missing: 0,
    refused,
    firstFault: null,
  };
  let hasFound = false;
  for (const { start, end } of ranges) {
    const from = candles.openTimeAt(start);
    const stored = sender.stored(key, { from, to: candles.openTimeAt(end - 1) + 1 });
    let held = await nextOf(stored);
    for (let index = start; index < end; index++) {
      const candle = candles.at(index);
      while (held && held.openTime < candle.openTime) held = await nextOf(stored);
      const isHeld = held?.openTime === candle.openTime;
      hasFound ||= isHeld;
      const outcome = outcomeOf(candle, isHeld ? held : undefined, hasFound);
      comparison[outcome]++;
      if (outcome === 'different' || outcome === 'missing') comparison.firstFault ??= candle.openTime;
    }
  }
  const [first] = ranges;
  return hasFound || !first ? comparison : nothingHeld(comparison, candles.openTimeAt(first.start));
}

function outcomeOf(candle: Ohlcv, held: Ohlcv | undefined, hasFound: boolean) {
  if (held) return isSameOhlcv(held, candle) ? 'same' : 'different';
  return hasFound ? 'missing' : 'gone';
}

/** Retention always leaves the newest candles. */
const nothingHeld = (comparison: Comparison, first: EpochMs): Comparison => ({
  ...comparison,
  gone: 0,
  missing: comparison.sent,
  firstFault: first,
});

async function nextOf(candles: AsyncGenerator<Ohlcv, undefined>): Promise<Ohlcv | undefined> {
  return (await candles.next()).value;
}

const iso = (time: EpochMs) => new Date(time).toISOString();

export const isAllHeld = ({ different, missing, refused }: Comparison) =>
  different + missing + refused.length === 0;

/** The last line of a replay. */
export function describeComparison(comparison: Comparison): string {
  const { sent, same, different, gone, missing, refused, firstFault } = comparison;
  const counted = `Done: ${sent} ${sent === 1 ? 'candle' : 'candles'} sent`;
  const [first] = refused;
  const left = first
    ? ` Left out, as the server refused ${refused.length === 1 ? 'it' : 'them'}: ${refused.length}, the first at ${iso(first.openTime)}: ${first.reason}`
    : '';
  if (sent === 0 && !first) return `${counted}: the server has everything already.`;
  if (different + missing === 0) {
    const deleted = gone > 0 ? `; the ${gone} oldest are deleted again, as RETENTION_DAYS says` : '';
    return `${counted}, ${gone > 0 ? same : 'all'} of them stored${deleted}.${left}`;
  }
  const faults = [
    missing > 0 && `${missing} ${missing === 1 ? 'is' : 'are'} missing`,
    different > 0 && `${different} ${different === 1 ? 'has' : 'have'} other values`,
  ];
  const at = firstFault === null ? '' : `, the first at ${iso(firstFault)}`;
  return `${counted}, but of these the server holds ${same}: ${faults.filter(Boolean).join(' and ')}${at}.${left}`;
}
