import type { EpochMs } from '../ohlcv.ts';

/**
 * The open time of the newest candle that the exchange itself calls final, from the text of its answer: ccxt drops
 * these marks. Undefined where the answer has none, and then only a newer candle proves that one is final.
 *
 * Kraken's `last` is the newest candle "committed"; OKX puts 1 into the ninth column (`confirm`), Gate `"true"` into the
 * eighth of its spot candles.
 */
export function finalTime(exchange: string, text: string): EpochMs | undefined {
  const read = READERS.get(exchange);
  if (!read) return undefined;
  const times = read(JSON.parse(text)).filter((time) => Number.isInteger(time));
  return times.length > 0 ? Math.max(...times) : undefined;
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const rowsOf = (value: unknown): unknown[][] => (Array.isArray(value) ? value.filter(Array.isArray) : []);

const READERS = new Map<string, (answer: unknown) => EpochMs[]>([
  ['kraken', (answer) => [Number(field(field(answer, 'result'), 'last')) * 1_000]],
  [
    'okx',
    (answer) =>
      rowsOf(field(answer, 'data')).flatMap(([time, , , , , , , , confirm]) =>
        confirm === '1' ? [Number(time)] : [],
      ),
  ],
  [
    'gate',
    (answer) =>
      rowsOf(answer).flatMap(([time, , , , , , , isClosed]) =>
        isClosed === 'true' ? [Number(time) * 1_000] : [],
      ),
  ],
]);
