import { seriesName } from '@detective/data';
import type { Follower } from './follower.ts';

/** All followers, found by the series that they follow. */
export class Followers {
  /** Those of one series, by its name. */
  readonly #bySeries = new Map<string, Set<Follower>>();
  /** Those who leave open exchange, symbol or interval. */
  readonly #open = new Set<Follower>();

  add(follower: Follower): void {
    const name = nameOf(follower);
    if (name === undefined) this.#open.add(follower);
    else this.#bySeries.set(name, (this.#bySeries.get(name) ?? new Set()).add(follower));
  }

  delete(follower: Follower): void {
    const name = nameOf(follower);
    if (name === undefined) this.#open.delete(follower);
    else {
      const others = this.#bySeries.get(name);
      others?.delete(follower);
      if (others?.size === 0) this.#bySeries.delete(name);
    }
  }

  of(series: { exchange: string; symbol: string; interval: string; name: string }): Follower[] {
    const open = [...this.#open].filter((follower) => follower.isFor(series));
    return [...(this.#bySeries.get(series.name) ?? []), ...open];
  }
}

/** The one series that a follower is for; undefined for one that may have many. */
export function nameOf({ filter: { exchange, symbol, interval } }: Follower): string | undefined {
  if (exchange === undefined || symbol === undefined || interval === undefined) return undefined;
  return seriesName({ exchange, symbol, interval });
}
