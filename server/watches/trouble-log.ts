import type { MarketTrouble, MarketWatch } from '@detective/data/exchanges';

/** A failure that has lasted for so many attempts, some fifteen seconds, is worth a line. */
const LASTING_ATTEMPTS = 5;

interface Told {
  isFailing: boolean;
  gaps: number;
  missing: number;
}

/**
 * What of the troubles of watches becomes a line of the log. Each attempt is in the status of a watch, and corrections
 * are told by whoever stores them; a market that is traded seldom has a gap every few minutes. So there are lines when a
 * failure lasts and when that is over, and for the first, second, fourth, eighth … gap.
 */
export class TroubleLog {
  readonly #write: (line: string) => void;
  readonly #told = new Map<string, Told>();

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  take({ id, exchange, symbol, interval }: MarketWatch, trouble: MarketTrouble): void {
    const told = this.#told.get(id) ?? { isFailing: false, gaps: 0, missing: 0 };
    this.#told.set(id, told);
    const name = `${exchange} ${symbol} ${interval}`;
    if (trouble.kind === 'impossible') this.#write(trouble.message);
    if (trouble.kind === 'missing') this.#gap(told, trouble);
    if (trouble.kind === 'failing' && trouble.attempt >= LASTING_ATTEMPTS && !told.isFailing) {
      told.isFailing = true;
      const reason = trouble.message.replace(`${name}: `, '').replace(`${exchange}: `, '');
      this.#write(`${name} has failed ${trouble.attempt} times and is tried again: ${reason}`);
    }
    if (trouble.kind === 'recovered') {
      if (told.isFailing) this.#write(`${name}: ${trouble.message}`);
      told.isFailing = false;
    }
  }

  /** Nobody follows it any more. */
  forget(id: string): void {
    this.#told.delete(id);
  }

  #gap(told: Told, { message, missing }: MarketTrouble & { kind: 'missing' }): void {
    told.gaps += 1;
    told.missing += missing.count;
    if (!Number.isInteger(Math.log2(told.gaps))) return;
    const sum = told.gaps === 1 ? '' : `; ${told.gaps} gaps of ${told.missing} candles so far`;
    this.#write(`${message}${sum}`);
  }
}
