import type { Trouble } from '@detective/schema';
import { troubleKind } from './trouble-kind.ts';

/** So long the first that comes back waits for others. */
const WAIT_MS = 60_000;

/** After an outage of their exchange series come back one by one, as its rate limit allows: that is told once. */
export class ComingBack {
  #since: number | undefined;

  /**
   * @param found what is wrong now
   * @param known what people were told of
   * @returns silences that are over and are not told yet, because others may be over in a moment
   */
  waiting(found: readonly Trouble[], known: readonly Trouble[], now: Date): Trouble[] {
    const foundKeys = new Set(found.map(({ key }) => key));
    const silent = known.filter((trouble) => troubleKind(trouble) === 'silent');
    const over = silent.filter(({ key }) => !foundKeys.has(key));
    const since = (this.#since ??= now.getTime());
    const isWaiting = Math.abs(now.getTime() - since) < WAIT_MS;
    if (over.length > 0 && over.length < silent.length && isWaiting) return over;
    this.#since = undefined;
    return [];
  }
}
