import { INTERVALS, type SeriesKey } from '@detective/data';
import { Calm, incidentId } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import { isLive, overdueSince } from '../series/freshness.ts';

export interface CalmRange extends SeriesKey {
  from: Date;
  to: Date;
}

interface Row {
  lastOpenTime: Date;
  detectedAt: Date;
  judged: number;
  highestScore: number | null;
  highestScoreAt: Date | null;
  threshold: number | null;
}

const READ = `
  SELECT last_open_time AS "lastOpenTime", range.judged,
         (SELECT detected_at FROM detection
           WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND open_time = last_open_time) AS "detectedAt",
         highest.anomaly_score AS "highestScore", highest.open_time AS "highestScoreAt", highest.threshold
    FROM series
   CROSS JOIN LATERAL (
     SELECT count(*)::int AS judged FROM detection
      WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND open_time >= $4 AND open_time < $5
   ) range
    LEFT JOIN LATERAL (
     SELECT anomaly_score, open_time, threshold FROM detection
      WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND open_time >= $4 AND open_time < $5
        AND anomaly_score IS NOT NULL
      ORDER BY anomaly_score DESC, open_time LIMIT 1
   ) highest ON true
   WHERE series.exchange = $1 AND series.symbol = $2 AND series.interval = $3`;

/** @returns the measure of a range, all of one moment; null for a series that has no candle */
export async function measureCalm(manager: EntityManager, range: CalmRange, now: Date): Promise<Calm | null> {
  const { exchange, symbol, interval, from, to } = range;
  const key = [exchange, symbol, interval, from, to];
  const [row] = await manager.query<Row[]>(READ, key);
  if (!row) return null;
  const expected = expectedCandles(range, row.lastOpenTime, now);
  const newest = { interval, openTime: row.lastOpenTime, detectedAt: row.detectedAt };
  const { judged, highestScore, highestScoreAt, threshold } = row;
  return Object.assign(new Calm(), {
    ...{ expected, judged, missing: Math.max(0, expected - judged), highestScore, highestScoreAt, threshold },
    ...(await countMessages(manager, range)),
    isFresh: isLive(newest) && overdueSince(newest, now) === null,
  });
}

/** Open times of the series' grid in the range whose candles have closed. */
function expectedCandles({ interval, from, to }: CalmRange, onGrid: Date, now: Date): number {
  const step = INTERVALS[interval];
  const offset = onGrid.getTime() % step;
  const gridIndex = (time: number) => Math.ceil((time - offset) / step);
  const end = Math.min(to.getTime(), now.getTime() - step + 1);
  return Math.max(0, gridIndex(end) - gridIndex(from.getTime()));
}

async function countMessages(manager: EntityManager, { exchange, symbol, interval, from, to }: CalmRange) {
  const incidents = await manager.query<{ openedAt: Date }[]>(
    `SELECT opened_at AS "openedAt" FROM incident
      WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND opened_at < $5 AND newest_at >= $4`,
    [exchange, symbol, interval, from, to],
  );
  const ids = incidents.map(({ openedAt }) => incidentId({ exchange, symbol, interval, openedAt }));
  const [counts] = await manager.query<{ sent: number; received: number }[]>(
    `SELECT count(*)::int AS sent, (count(*) FILTER (WHERE state = 'DELIVERED'))::int AS received
       FROM (SELECT id, state FROM delivery WHERE incident_id = ANY($1)
              UNION
             SELECT id, state FROM delivery JOIN channel_incident USING (channel_id, incident_id)
              WHERE exchange = $2 AND symbol = $3 AND interval = $4 AND opened_at < $6 AND newest_at >= $5) told
      WHERE state <> 'SKIPPED'`,
    [ids, exchange, symbol, interval, from, to],
  );
  return {
    incidents: incidents.length,
    messagesSent: counts?.sent ?? 0,
    messagesReceived: counts?.received ?? 0,
  };
}
