const FIRST_MS = 400;
const LONGEST_MS = 10_000;

/**
 * How long to wait before attempt number `attempt` (0 for the first retry): doubles up to ten seconds, with
 * half of it at random so that a thousand open pages do not knock at the same instant.
 */
export function backOffMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return ceiling / 2 + (ceiling / 2) * random();
}

/** Waits, but not longer than until the network is back or the wait is called off. */
export function waitToRetry(ms: number, calledOff: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, ms);
    function finish() {
      clearTimeout(timer);
      removeEventListener('online', finish);
      calledOff.removeEventListener('abort', finish);
      resolve();
    }
    addEventListener('online', finish);
    calledOff.addEventListener('abort', finish);
  });
}
