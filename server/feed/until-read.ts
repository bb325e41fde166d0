import type { ChangeSignal } from './change-signal.ts';
import type { EndSignal } from './light-signal.ts';

/**
 * Reads for a new follower. While the database is unavailable it waits like the others, until a poll has succeeded: an error
 * would end its subscription.
 *
 * @param polled fires after each poll that could read the database
 * @param signal ends the waiting, with nothing read
 */
export async function untilRead(
  read: () => Promise<void>,
  polled: ChangeSignal,
  signal: EndSignal,
  onError: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    const { version } = polled;
    try {
      return await read();
    } catch (error) {
      onError(error);
      await polled.after(version, signal);
    }
  }
}
