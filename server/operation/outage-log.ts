import type { Logger } from 'pino';

/** Logs an outage once when it begins and once when it is over, however many notice it and however often. */
export class OutageLog {
  readonly #log: Logger;
  readonly #began: string;
  readonly #ended: string;
  #isOut = false;

  /** @param messages what the log says when the outage begins and when it ends */
  constructor(log: Logger, { began, ended }: { began: string; ended: string }) {
    this.#log = log;
    this.#began = began;
    this.#ended = ended;
  }

  readonly onError = (error: unknown): void => {
    if (!this.#isOut) this.#log.warn({ error }, this.#began);
    this.#isOut = true;
  };

  readonly onSuccess = (): void => {
    if (this.#isOut) this.#log.info(this.#ended);
    this.#isOut = false;
  };
}
