import { isInterval } from '@detective/data';
import { intervalWarning, type Manifest } from '@detective/models';
import type { Logger } from 'pino';

/** Says once in the log, for each interval that a model wasn't made for, that it wasn't; the API says it of each series. */
export class IntervalWarnings {
  readonly #known = new Set<string>();

  constructor(
    private readonly manifest: Manifest,
    private readonly log: Logger,
  ) {}

  /** Takes the intervals of stored candles; those that were looked at before cost next to nothing. */
  check(series: readonly { interval: string }[]): void {
    for (const { interval } of series) {
      if (this.#known.has(interval)) continue;
      this.#known.add(interval);
      const warning = isInterval(interval) ? intervalWarning(this.manifest, interval) : null;
      if (warning !== null) this.log.warn({ interval }, warning);
    }
  }
}
