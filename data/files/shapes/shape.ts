import type { Cell } from '../table.ts';

/** What a column means. `volume` counts the base currency (coins), `quoteVolume` the quote currency (dollars). */
export type Role =
  | 'time'
  | 'closeTime'
  | 'open'
  | 'high'
  | 'low'
  | 'close'
  | 'volume'
  | 'quoteVolume'
  | 'closed'
  | 'symbol'
  | 'exchange'
  | 'interval';

/** A question that somebody has to answer before a shape can be read. */
export type Question = 'timeIs' | 'volumeIs' | 'zone';

/**
 * A way of writing candles that is known. What a shape doesn't say is found by the names of the header, and everything
 * is checked all the same.
 */
export interface Shape {
  name: string;
  /** As exchanges are called here: `kraken`; null for a source that is none, or many. */
  exchange: string | null;
  /** Names (in plain form, such as `open time`) that the header has to have, and those that it must not have; how all are written. */
  header?: { has: readonly string[]; lacks?: readonly string[]; written?: RegExp };
  /** Without a header: the meaning of each cell; null for those that matter to nobody. */
  cells?: readonly (Role | null)[];
  /** Without a header: whether the second cell is the time of day. */
  hasTimeOfDay?: boolean;
  /** Without a header: what else tells it from another of the same order, by the first rows. */
  isShape?: (rows: readonly (readonly Cell[])[]) => boolean;
  /** Which name has which meaning, where names alone would mislead. */
  roles?: Partial<Record<Role, string>>;
  /** Names that mean nothing here, though they would elsewhere. */
  ignore?: readonly string[];
  /** What the time of a row marks. Default `open`. */
  marks?: 'open' | 'close';
  /** What a volume counts that no price proves. Default `base`. */
  volume?: 'base' | 'quote';
  /** Whether its opens are the close before, which may lie outside of low and high. */
  opensAtLastClose?: boolean;
  /** The zone of its times, where they name none. Default UTC. */
  zone?: string;
  /** Why it can't be read unless somebody answers these questions. */
  asks?: {
    because: string;
    questions: readonly Question[];
    /** Whether these rows raise them; all do by default. */
    when?: (rows: readonly (readonly Cell[])[]) => boolean;
  };
  /** Why it can never be read. */
  refused?: string;
}
