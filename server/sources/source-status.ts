import type { SeriesKey } from '@detective/data';
import { SourceState } from '@detective/schema';

/** What a worker tells the server that started it, over the channel between the two. */
export type SourceReport =
  /** Which series its candles are of, once it knows. */
  | { type: 'series'; series: SeriesKey }
  | { type: 'running' }
  /** Temporary: it tries again. */
  | { type: 'failing'; reason: string }
  /** Final: it has given up, and says why. */
  | { type: 'ended'; reason: string };

/** For workers: tells the server that started this process, where one did. */
export class SourceReporter {
  readonly #failures = { server: null as string | null, exchange: null as string | null };

  /** Tells which series the candles are of. */
  follows(series: SeriesKey): void {
    report({ type: 'series', series });
  }

  /** @param reason why this side of the worker has to wait; null when it works */
  tell(side: 'server' | 'exchange', reason: string | null): void {
    this.#failures[side] = reason;
    const failure = this.#failures.exchange ?? this.#failures.server;
    report(failure === null ? { type: 'running' } : { type: 'failing', reason: failure });
  }

  ended(reason: string): void {
    report({ type: 'ended', reason });
  }
}

function report(report: SourceReport): void {
  if (process.connected) process.send?.(report);
}

/** How the source of candles is, for everybody who asks: page, API, health and metrics. */
export class SourceStatus {
  /** As the worker has found it; undefined until it has. */
  series: SeriesKey | undefined;
  state = SourceState.RUNNING;
  /** One plain sentence: why it fails or has ended, and what to do; null while all is well. */
  failure: string | null = null;
  failingSince: Date | null = null;

  running(): void {
    this.#become(SourceState.RUNNING, null);
  }

  failing(failure: string): void {
    this.#become(SourceState.FAILING, failure);
  }

  /** @param failure null where it has simply come to its end */
  ended(failure: string | null): void {
    this.#become(SourceState.ENDED, failure);
  }

  #become(state: SourceState, failure: string | null): void {
    this.state = state;
    this.failure = failure;
    this.failingSince = failure === null ? null : (this.failingSince ?? new Date());
  }
}
