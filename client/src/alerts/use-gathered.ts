import { type Ref, onScopeDispose, watch } from 'vue';

/** How long to wait for more after each … */
const GATHER_MS = 500;
/** … and in all: a browser or a server that is busy hands on in pieces what came together. */
const LONGEST_MS = 5_000;
/** The shortest time between two tellings. */
const QUIET_MS = 10_000;

/**
 * Hands on what comes, together with what comes soon after it: nobody can use more than one message in ten seconds,
 * and what was missed while the connection was lost is one piece of news, not dozens.
 *
 * @param isHeld more is on its way; everything waits until that is there
 * @returns a function to be told what came
 */
export function useGathered<Item>(
  isHeld: Readonly<Ref<boolean>>,
  onGathered: (items: readonly Item[]) => void,
): (items: readonly Item[]) => void {
  let waiting: Item[] = [];
  /** When the first of those that wait came. */
  let firstAt = 0;
  let toldAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function plan(): void {
    if (waiting.length === 0 || isHeld.value) return;
    // Not by the clock on the wall: set back, it would keep alerts back for as long.
    const now = performance.now();
    const together = Math.min(now + GATHER_MS, firstAt + LONGEST_MS);
    clearTimeout(timer);
    timer = setTimeout(tell, Math.max(together, toldAt + QUIET_MS) - now);
  }

  function tell(): void {
    if (isHeld.value) return;
    const items = waiting;
    waiting = [];
    toldAt = performance.now();
    onGathered(items);
  }

  // Held and let go between two ticks counts, too.
  watch(isHeld, plan, { flush: 'sync' });
  onScopeDispose(() => clearTimeout(timer));
  return (items) => {
    if (waiting.length === 0) firstAt = performance.now();
    waiting = waiting.concat(items);
    plan();
  };
}
