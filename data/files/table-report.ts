import { MarketWatch } from './checks/market-watch.ts';
import type { FileOptions } from './file-options.ts';
import type { Plan } from './plan/plan.ts';
import type { Table } from './table.ts';

/** What the rows of one table were, beside candles. */
export interface TableReport {
  path: string;
  container: string;
  word: Table['word'];
  plan: Plan;
  markets: MarketWatch;
  /** As the file names it beside the rows. */
  market: string | undefined;
  /** Rows without prices: nothing was traded. */
  withoutTrades: number;
  /** Rows that say themselves that their bar is not closed. */
  unclosed: number;
  repeatedHeaders: number;
  /** Rows whose two volumes stand in the columns, as they are called, and in each other's. */
  volumesInPlace: number;
  volumesSwapped: number;
  /** Rows whose two volumes give no price of the bar. */
  volumesOff: number;
  /** How far each close time lies behind its open time, where a row has both: how often. */
  durations: Map<number, number>;
}

/** Of a table of which no row was read yet. */
export const newReport = (table: Table, plan: Plan, options: FileOptions): TableReport => ({
  ...{ path: table.path, container: table.container, word: table.word, plan },
  markets: new MarketWatch(table.path, plan.columns.groups, options.symbol),
  market: table.market,
  ...{ withoutTrades: 0, unclosed: 0, repeatedHeaders: 0 },
  ...{ volumesInPlace: 0, volumesSwapped: 0, volumesOff: 0 },
  durations: new Map(),
});
