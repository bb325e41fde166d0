import { seriesName } from '@detective/data';
import { Incident, type Series } from '@detective/schema';
import type { EntityManager } from 'typeorm';

/** The open incidents of those of these series that have one, by the names of the series, in one statement. */
export async function readOpenIncidents(
  manager: EntityManager,
  series: readonly Series[],
): Promise<Map<string, Incident>> {
  const open = series.filter(({ incidentOpenedAt }) => incidentOpenedAt !== null);
  if (open.length === 0) return new Map();
  const rows = await manager.query<Omit<Incident, 'id' | 'peak'>[]>(
    `SELECT exchange, symbol, interval, opened_at AS "openedAt", newest_at AS "newestAt", closed_at AS "closedAt",
            anomaly_count AS "anomalyCount", kinds, peak_at AS "peakAt",
            peak_return_period_hours AS "peakReturnPeriodHours", changed_at AS "changedAt"
       FROM incident JOIN unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
                          AS asked (exchange, symbol, interval, opened_at)
      USING (exchange, symbol, interval, opened_at)`,
    [
      open.map(({ exchange }) => exchange),
      open.map(({ symbol }) => symbol),
      open.map(({ interval }) => interval),
      open.map(({ incidentOpenedAt }) => incidentOpenedAt?.toISOString()),
    ],
  );
  return new Map(rows.map((row) => [seriesName(row), Object.assign(new Incident(), row)]));
}
