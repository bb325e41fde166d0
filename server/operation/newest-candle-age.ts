import { INTERVALS, isInterval } from '@detective/data';
import type { DataSource } from 'typeorm';
import type { Metrics } from './metrics.ts';
import { sharedResult } from './shared-result.ts';

/** Scrapes that come more often than this share one answer of the database. */
const ROWS_LAST_MS = 100;

interface Row {
  exchange: string;
  symbol: string;
  interval: string;
  lastOpenTime: Date;
}

/** Adds to `/metrics` how long ago the newest candle of each series closed; left out while the database is unavailable. */
export function measureNewestCandleAge(metrics: Metrics, dataSource: DataSource): void {
  const rowsOfSeries = sharedResult(ROWS_LAST_MS, () =>
    dataSource.query<Row[]>(
      'SELECT exchange, symbol, interval, last_open_time AS "lastOpenTime" FROM series',
    ),
  );
  metrics.figures(
    'newest_candle_age_seconds',
    'Time since the newest candle of the series closed',
    ['exchange', 'symbol', 'interval'],
    async () => {
      const rows = await rowsOfSeries();
      for (const row of rows) metrics.beginSeries(row);
      const now = Date.now();
      return rows.map(({ exchange, symbol, interval, lastOpenTime }) => {
        const intervalMs = isInterval(interval) ? INTERVALS[interval] : 0;
        return { exchange, symbol, interval, value: (now - lastOpenTime.getTime() - intervalMs) / 1_000 };
      });
    },
  );
}
