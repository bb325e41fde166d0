import { seriesName } from '@detective/data';
import { Incident, type Detection } from '@detective/schema';
import { Any, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { readDetections } from '../database/read-detections.ts';

export interface IncidentPage {
  order: 'ASC' | 'DESC';
  take: number;
}

/** Incidents by the time of their opening, each with its rarest anomaly. */
export async function readIncidents(
  manager: EntityManager,
  where: FindOptionsWhere<Incident>,
  { order, take }: IncidentPage,
): Promise<Incident[]> {
  return withPeaks(manager, await manager.find(Incident, { where, order: { openedAt: order }, take }));
}

/** A series and the open time of the candle up to which the changes of its incidents are known. */
export interface IncidentsKnownUpTo {
  exchange: string;
  symbol: string;
  interval: string;
  /** −Infinity for none. */
  newest: number;
}

/**
 * The incidents of several series that were changed since, in one statement however many series there are.
 *
 * @param limit the most incidents of each series, but always all that one candle has changed
 * @returns the incidents with their rarest anomalies, by the candle that changed them last
 */
export async function readChangedIncidents(
  manager: EntityManager,
  series: readonly IncidentsKnownUpTo[],
  limit: number,
): Promise<Incident[]> {
  const rows = await manager.query<Omit<Incident, 'id' | 'peak'>[]>(
    `SELECT changed.* FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS known (exchange, symbol, interval, newest)
      CROSS JOIN LATERAL (
        SELECT exchange, symbol, interval, opened_at AS "openedAt", newest_at AS "newestAt", closed_at AS "closedAt",
               anomaly_count AS "anomalyCount", kinds, peak_at AS "peakAt",
               peak_return_period_hours AS "peakReturnPeriodHours", changed_at AS "changedAt"
          FROM incident
         WHERE incident.exchange = known.exchange AND incident.symbol = known.symbol
           AND incident.interval = known.interval AND changed_at > known.newest
         ORDER BY changed_at FETCH FIRST $5 ROWS WITH TIES
      ) changed
      ORDER BY "changedAt", "openedAt"`,
    [
      series.map(({ exchange }) => exchange),
      series.map(({ symbol }) => symbol),
      series.map(({ interval }) => interval),
      series.map(({ newest }) => (newest === -Infinity ? '-infinity' : new Date(newest))),
      limit,
    ],
  );
  return withPeaks(
    manager,
    rows.map((row) => Object.assign(new Incident(), row)),
  );
}

/** Reads the rarest anomaly of each incident; one whose was deleted meanwhile is left out. */
export async function withPeaks(manager: EntityManager, incidents: Incident[]): Promise<Incident[]> {
  const bySeries = new Map<string, Incident[]>();
  for (const incident of incidents) {
    const others = bySeries.get(seriesName(incident));
    if (others) others.push(incident);
    else bySeries.set(seriesName(incident), [incident]);
  }
  const peaks = new Map<string, Detection>();
  for (const [name, group] of bySeries) {
    const [first] = group;
    if (!first) continue;
    const { exchange, symbol, interval } = first;
    const openTime = Any(group.map(({ peakAt }) => peakAt));
    const order = { openTime: 'ASC' } as const;
    for (const peak of await readDetections(manager, { exchange, symbol, interval, openTime }, { order }))
      peaks.set(`${name} ${peak.openTime.getTime()}`, peak);
  }
  return incidents.flatMap((incident) => {
    const peak = peaks.get(`${seriesName(incident)} ${incident.peakAt.getTime()}`);
    // Retention may delete both between the queries.
    return peak ? Object.assign(incident, { peak }) : [];
  });
}
