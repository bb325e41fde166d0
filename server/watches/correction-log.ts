import { isPowerOfTwo } from '@detective/data';
import type { CorrectionReport } from './messages.ts';

/** Some exchanges correct much: a market has a line for its first, second, fourth, eighth … correction. */
export class CorrectionLog {
  readonly #write: (line: string) => void;
  readonly #counts = new Map<string, number>();

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  take({ exchange, symbol, interval, candle }: Omit<CorrectionReport, 'id'>): void {
    const name = `${exchange} ${symbol} ${interval}`;
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    if (!isPowerOfTwo(count)) return;
    const time = new Date(candle.openTime).toISOString();
    const sum = count === 1 ? '' : `; ${count} corrections so far`;
    this.#write(`${name}: the exchange has changed the candle of ${time}; what was judged stays${sum}`);
  }
}
