import type { AnomalyLane, LaneAnomaly, LaneIncident } from '@detective/schema';
import type { EntityManager } from 'typeorm';

export interface LanesWanted {
  from: Date;
  to: Date;
  /** How many parts of the same length the range has: each gives a lane one anomaly at most. */
  parts: number;
  limit: number;
  offset: number;
}

/** Times come as milliseconds, because PostgreSQL's JSON has dates as text. */
type Row = Pick<AnomalyLane, 'exchange' | 'symbol' | 'interval'> & {
  anomalies: (Omit<LaneAnomaly, 'openTime'> & { openTime: number })[] | null;
  incidentOpenedAt: Date | null;
} & Omit<LaneIncident, 'openedAt'>;

const LANES = `
  SELECT page.exchange, page.symbol, page.interval, lane.anomalies,
         newest.opened_at AS "incidentOpenedAt", newest.newest_at AS "newestAt", newest.closed_at AS "closedAt",
         newest.anomaly_count AS "anomalyCount", newest.kinds, newest.peak_at AS "peakAt",
         newest.peak_return_period_hours AS "peakReturnPeriodHours"
    FROM (SELECT exchange, symbol, interval FROM series ORDER BY symbol, interval, exchange LIMIT $4 OFFSET $5) page
    LEFT JOIN LATERAL (
      SELECT * FROM incident
       WHERE incident.exchange = page.exchange AND incident.symbol = page.symbol AND incident.interval = page.interval
       ORDER BY opened_at DESC LIMIT 1
    ) newest ON true
   CROSS JOIN LATERAL (
      SELECT json_agg(json_build_object('openTime', time, 'returnPeriodHours', hours, 'kind', kind, 'count', count)
                      ORDER BY time) AS anomalies
        FROM (
          SELECT DISTINCT ON (part) extract(epoch FROM open_time) * 1000 AS time, return_period_hours AS hours,
                 kinds[1] AS kind, count(*) OVER (PARTITION BY part) AS count
            FROM (
              SELECT open_time, return_period_hours, kinds, date_bin($3 * interval '1 ms', open_time, $1) AS part
                FROM detection
               WHERE detection.exchange = page.exchange AND detection.symbol = page.symbol
                 AND detection.interval = page.interval AND is_anomaly AND open_time >= $1 AND open_time < $2
            ) parted
           ORDER BY part, return_period_hours DESC NULLS LAST, open_time
        ) rarest
    ) lane
   ORDER BY page.symbol, page.interval, page.exchange`;

/** A lane for each series of a page, ascending by symbol, interval and exchange: one statement however many they are. */
export async function readAnomalyLanes(
  manager: EntityManager,
  { from, to, parts, limit, offset }: LanesWanted,
): Promise<AnomalyLane[]> {
  const partMs = Math.max(1, Math.ceil((to.getTime() - from.getTime()) / parts));
  const parameters = [from, to, partMs, limit, offset];
  return (await manager.query<Row[]>(LANES, parameters)).map(laneOf);
}

function laneOf({ exchange, symbol, interval, anomalies, incidentOpenedAt, ...incident }: Row): AnomalyLane {
  return {
    ...{ exchange, symbol, interval },
    newestIncident: incidentOpenedAt && { ...incident, openedAt: incidentOpenedAt },
    anomalies: (anomalies ?? []).map((one) => ({ ...one, openTime: new Date(one.openTime) })),
  };
}
