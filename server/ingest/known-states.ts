import { seriesName, type SeriesKey } from '@detective/data';
import type { Detector, DetectorState } from '@detective/models';
import type { EntityManager } from 'typeorm';
import { rebuildState, type KnownState, type NewestStored } from './rebuild-state.ts';

/**
 * The newest state of each series that this server knows, so that not every transaction and forecast has to read and
 * decode it, and so that a server whose stored states another model keeps replacing walks only over what is new to it.
 */
export class KnownStates {
  readonly #known = new Map<string, KnownState>();
  readonly #rebuilding = new Map<string, Promise<DetectorState>>();

  get(name: string): KnownState | undefined {
    return this.#known.get(name);
  }

  /** Keeps a state that belongs to a committed candle, unless a newer one is known. */
  keep(name: string, state: KnownState): void {
    const known = this.#known.get(name);
    if (!known || known.openTime <= state.openTime) this.#known.set(name, state);
  }

  clear(): void {
    this.#known.clear();
  }

  /** The state after the newest stored candle, for readers; those that need the same one share the work. */
  async read(
    manager: EntityManager,
    detector: Detector,
    key: SeriesKey,
    newest: NewestStored,
  ): Promise<DetectorState> {
    const openTime = newest.openTime.getTime();
    const known = this.#known.get(seriesName(key));
    if (known?.openTime === openTime) return known.state;
    const task = `${seriesName(key)} ${openTime}`;
    const running =
      this.#rebuilding.get(task) ??
      rebuildState(manager, detector, key, newest, known).finally(() => this.#rebuilding.delete(task));
    this.#rebuilding.set(task, running);
    const state = await running;
    this.keep(seriesName(key), { openTime, state });
    return state;
  }
}
