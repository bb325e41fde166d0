import { isInterval, seriesName } from '@detective/data';
import { intervalWarning, type Manifest } from '@detective/models';
import type { Logger } from 'pino';

/** Says once in the log, for each series that a model wasn't made for, that it wasn't. */
export class IntervalWarnings {
  readonly #known = new Set<string>();

  constructor(
    private readonly manifest: Manifest,
    private readonly log: Logger,
  ) {}

  /** Takes the series of stored candles; those that were looked at before cost next to nothing. */
  check(series: readonly { exchange: string; symbol: string; interval: string }[]): void {
    for (const { exchange, symbol, interval } of series) {
      const name = seriesName({ exchange, symbol, interval });
      if (this.#known.has(name)) continue;
      this.#known.add(name);
      const warning = isInterval(interval) ? intervalWarning(this.manifest, interval) : null;
      if (warning !== null) this.log.warn({ exchange, symbol, interval }, warning);
    }
  }
}
