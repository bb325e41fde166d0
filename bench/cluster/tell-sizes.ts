import { withDatabase } from '../../e2e/trust/stored-rows.ts';

/** A sentence about how much room candles and states take on the disk, indexes and what updates left behind included. */
export function tellSizes(databaseUrl: string): Promise<string> {
  return withDatabase(databaseUrl, async (client) => {
    const { rows } = await client.query<Record<'candles' | 'series' | 'rows' | 'states' | 'state', string>>(
      `SELECT (SELECT count(*) FROM candle) AS candles,
              (SELECT count(*) FROM detector_state) AS series,
              pg_total_relation_size('candle') + pg_total_relation_size('detection') AS rows,
              pg_total_relation_size('detector_state') AS states,
              (SELECT avg(octet_length(state)) FROM detector_state) AS state`,
    );
    const [row] = rows;
    const [candles, series, bytes, states, state] = [
      ...[row?.candles, row?.series, row?.rows, row?.states, row?.state],
    ].map(Number) as [number, number, number, number, number];
    return (
      `${candles} candles of ${series} series: ${Math.round(bytes / candles)} bytes on the disk for each with its detection, ` +
      `${Math.round(state)} bytes for a state, ${Math.round(states / series)} with what its updates left behind`
    );
  });
}
