import { within } from './within.ts';

const LONGEST_FAREWELL_MS = 2_000;

export interface RepeatedWorkOptions {
  everyMs: number;
  /** Ends early, at a point of its own choice, once it should stop. */
  work: (stop: AbortSignal) => Promise<void>;
  onError: (error: unknown) => void;
}

/** Work that is done again and again, never twice at a time. */
export class RepeatedWork {
  readonly #options: RepeatedWorkOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: RepeatedWorkOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.run(), options.everyMs).unref();
  }

  /** Does it now; a call during a run shares it. */
  run(): Promise<void> {
    const { work, onError } = this.#options;
    this.#running ??= work(this.#stopping.signal)
      .catch(onError)
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  async dispose(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#timer);
    await within(LONGEST_FAREWELL_MS, this.#running ?? Promise.resolve());
  }
}
