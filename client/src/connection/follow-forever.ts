import type { Observable } from 'rxjs';
import { backOffMs, waitToRetry } from './back-off.ts';

export interface Following<Event> {
  /** Runs before each stream is opened, also after each loss; when it throws, the round counts as lost. */
  prepare(): Promise<void>;
  /** Opens the stream; called anew in each round, so that it can ask from the newest event known by then. */
  open(): Observable<Event>;
  onEvent(event: Event): void;
  /** Called once a round: the stream failed, was ended by the server, or could not be prepared. */
  onLost(error: unknown): void;
  /** How to wait before round `attempt`; for tests. */
  wait?(attempt: number, calledOff: AbortSignal): Promise<void>;
}

/**
 * Keeps a stream open for as long as the page lives: prepare, open, and when it ends for whatever reason, wait
 * longer each time and begin again. An event counts as proof of health and makes the waits short again.
 */
export function followForever<Event>(following: Following<Event>): { dispose(): void } {
  const end = new AbortController();
  const wait = following.wait ?? ((attempt, calledOff) => waitToRetry(backOffMs(attempt), calledOff));
  let attempt = 0;

  async function round(): Promise<void> {
    await following.prepare();
    if (end.signal.aborted) return;
    await untilItEnds(following.open(), end.signal, (event) => {
      attempt = 0;
      following.onEvent(event);
    });
    throw new Error('The server ended the stream.');
  }

  async function rounds(): Promise<void> {
    while (!end.signal.aborted) {
      try {
        await round();
      } catch (error) {
        if (end.signal.aborted) return;
        following.onLost(error);
      }
      await wait(attempt++, end.signal);
    }
  }

  void rounds();
  return { dispose: () => end.abort() };
}

function untilItEnds<Event>(stream: Observable<Event>, end: AbortSignal, onEvent: (event: Event) => void) {
  return new Promise<void>((resolve, reject) => {
    const subscription = stream.subscribe({ next: onEvent, error: reject, complete: resolve });
    end.addEventListener('abort', () => {
      subscription.unsubscribe();
      resolve();
    });
  });
}
