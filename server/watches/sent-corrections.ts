import type { CorrectionReport, FromWorker } from './messages.ts';

/** Corrections that the server was told of and has not stored yet. */
export class SentCorrections {
  readonly #tell: (message: FromWorker) => void;
  readonly #unstored = new Map<number, () => void>();
  #number = 0;

  constructor(tell: (message: FromWorker) => void) {
    this.#tell = tell;
  }

  /** Resolves when the server has stored it. */
  send(correction: CorrectionReport): Promise<void> {
    const number = ++this.#number;
    return new Promise((resolve) => {
      this.#unstored.set(number, resolve);
      this.#tell({ type: 'correction', number, correction });
    });
  }

  /** The server has stored the one of this number. */
  stored(number: number): void {
    this.#unstored.get(number)?.();
    this.#unstored.delete(number);
  }

  /** Nobody waits any more. */
  dispose(): void {
    for (const number of [...this.#unstored.keys()]) this.stored(number);
  }
}
