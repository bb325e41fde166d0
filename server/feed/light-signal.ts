/** What is used here of an AbortSignal. */
export interface EndSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options: { once: true }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * Signal and controller in one. Every subscriber holds one for as long as it stays, and each AbortSignal of Node has a
 * class of its own, which makes it a kilobyte.
 */
export class LightSignal implements EndSignal {
  #isAborted = false;
  #listeners: readonly (() => void)[] = NONE;

  get aborted(): boolean {
    return this.#isAborted;
  }

  abort(): void {
    const listeners = this.#listeners;
    this.#isAborted = true;
    this.#listeners = NONE;
    for (const listener of listeners) listener();
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners = [...this.#listeners, listener];
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners = this.#listeners.filter((one) => one !== listener);
  }
}

const NONE: readonly never[] = [];
