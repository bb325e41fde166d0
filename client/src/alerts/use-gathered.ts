import { type Ref, onScopeDispose, watch } from 'vue';

/** How long to wait for more after the first. */
const GATHER_MS = 500;
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
  let toldAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function plan(): void {
    if (waiting.length === 0 || isHeld.value) return;
    timer ??= setTimeout(tell, Math.max(GATHER_MS, toldAt + QUIET_MS - Date.now()));
  }

  function tell(): void {
    timer = undefined;
    if (isHeld.value) return;
    const items = waiting;
    waiting = [];
    toldAt = Date.now();
    onGathered(items);
  }

  // Held and let go between two ticks counts, too.
  watch(isHeld, plan, { flush: 'sync' });
  onScopeDispose(() => clearTimeout(timer));
  return (items) => {
    waiting = waiting.concat(items);
    plan();
  };
}
