import type { EndSignal } from './light-signal.ts';

/** Wakes everyone who waits. Versions make sure that a change between reading and waiting is not missed. */
export class ChangeSignal {
  #version = 0;
  readonly #waiting = new Set<() => void>();

  get version(): number {
    return this.#version;
  }

  fire(): void {
    this.#version++;
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves at the first change after `version`, at once if it has come already, or when the signal aborts. */
  after(version: number, signal: EndSignal): Promise<void> {
    if (this.#version !== version || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
