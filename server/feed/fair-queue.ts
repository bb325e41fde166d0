import type { EndSignal } from './light-signal.ts';

export interface FairQueueOptions {
  /** How many may be in at once. */
  places: number;
  /** A place that is kept longer than this is given to the next; its holder goes on without one. */
  longestMs: number;
}

/** Somebody who waits: told that a place is free. */
type Waiting = () => void;

/**
 * Lets a few in at a time. Clients take turns, however many places each of them asks for, so that one that asks for a
 * thousand delays another by one turn. Nobody can keep a place for long: one whose client reads slowly costs the others
 * nothing while it waits for that client.
 */
export class FairQueue {
  readonly #options: FairQueueOptions;
  /** Clients that wait, the next one first. */
  readonly #waiting = new Map<string, Waiting[]>();
  #taken = 0;

  constructor(options: FairQueueOptions) {
    this.#options = options;
  }

  /**
   * Waits for a place.
   *
   * @param client whose turn it takes, such as an address
   * @param signal ends the wait; then no place was taken
   * @returns gives the place back; may be called more than once
   */
  async enter(client: string, signal: EndSignal): Promise<() => void> {
    if (this.#taken < this.#options.places) this.#taken++;
    else if (!(await this.#turn(client, signal))) return () => undefined;
    return this.#place();
  }

  /** Resolves with true when a place was handed over, with false when the signal aborted before. */
  #turn(client: string, signal: EndSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const call = () => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      const leave = () => {
        this.#forget(client, call);
        resolve(false);
      };
      signal.addEventListener('abort', leave, { once: true });
      const others = this.#waiting.get(client);
      if (others) others.push(call);
      else this.#waiting.set(client, [call]);
    });
  }

  #place(): () => void {
    let isGiven = false;
    const give = () => {
      if (isGiven) return;
      isGiven = true;
      clearTimeout(timer);
      this.#next();
    };
    const timer = setTimeout(give, this.#options.longestMs).unref();
    return give;
  }

  /** Hands a place to the client whose turn it is, and puts that client last. */
  #next(): void {
    const [turn] = this.#waiting;
    if (!turn) {
      this.#taken--;
      return;
    }
    const [client, [call, ...rest]] = turn;
    this.#waiting.delete(client);
    if (rest.length > 0) this.#waiting.set(client, rest);
    call?.();
  }

  #forget(client: string, call: Waiting): void {
    const rest = this.#waiting.get(client)?.filter((one) => one !== call) ?? [];
    if (rest.length > 0) this.#waiting.set(client, rest);
    else this.#waiting.delete(client);
  }
}
