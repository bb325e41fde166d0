/** Wakes everybody who waits, and never loses a change between looking and waiting: a version tells it apart. */
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
  after(version: number, signal: AbortSignal): Promise<void> {
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
