import type { BoardRow } from './board-row.ts';

/** How the rows of the board are put together, as it stands in the address. */
export const ARRANGEMENTS = {
  market: 'By market',
  exchange: 'By exchange',
  interval: 'By interval',
  incident: 'Newest incident first',
  anomalies: 'Most anomalies first',
} as const;

export type Arrangement = keyof typeof ARRANGEMENTS;

export const isArrangement = (text: string | null): text is Arrangement =>
  text !== null && Object.hasOwn(ARRANGEMENTS, text);

/**
 * Rows under one heading; without any where they are in an order of their own, or most groups would
 * have one row.
 */
export interface BoardGroup {
  readonly title: string | null;
  readonly rows: readonly BoardRow[];
}

const TITLES: Partial<Record<Arrangement, (row: BoardRow) => string>> = {
  market: ({ key }) => key.symbol,
  exchange: ({ key }) => key.exchange || 'No exchange named',
  interval: ({ key }) => key.interval,
};

/** How many anomalies lie in the range. */
export const anomalyCount = ({ anomalies }: BoardRow): number =>
  anomalies.reduce((sum, { count }) => sum + count, 0);

/**
 * The rows as they are to be shown; within a group they keep the order of the server.
 *
 * @param rows ascending by symbol, interval and exchange
 */
export function arrange(rows: readonly BoardRow[], arrangement: Arrangement): BoardGroup[] {
  const titleOf = TITLES[arrangement];
  if (!titleOf) return rows.length > 0 ? [{ title: null, rows: sorted(rows, arrangement) }] : [];
  if (rows.length === 0) return [];
  const groups = new Map<string, BoardRow[]>();
  for (const row of rows) {
    const title = titleOf(row);
    const group = groups.get(title);
    if (group) group.push(row);
    else groups.set(title, [row]);
  }
  const isWorthIt = rows.length >= 2 * groups.size;
  return isWorthIt
    ? [...groups].map(([title, rows]) => ({ title, rows }))
    : [{ title: null, rows: [...groups.values()].flat() }];
}

function sorted(rows: readonly BoardRow[], arrangement: Arrangement): BoardRow[] {
  const most = (row: BoardRow) =>
    arrangement === 'anomalies' ? anomalyCount(row) : (row.newestIncident?.openedAt ?? -Infinity);
  return [...rows].sort((one, other) => {
    const [ones, others] = [most(one), most(other)];
    return ones === others ? 0 : others > ones ? 1 : -1;
  });
}
