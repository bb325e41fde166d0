import { isInterval, seriesName } from '@detective/data';
import { WARM_UP_CANDLES } from '@detective/models';
import { Watch, type Trouble } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import { isLive } from '../series/freshness.ts';

/** A warm-up that a gap begins anew takes less than twice its candles; what takes longer is none. */
const LONGEST_WARM_UP = 2 * WARM_UP_CANDLES;
/** After a warm-up every candle has a score, so that two without one are no chance. */
const WITHOUT_REASON = 2;

interface Row {
  exchange: string;
  symbol: string;
  interval: string;
  openTime: Date;
  detectedAt: Date;
  since: Date;
}

/** What has no score says nothing; PostgreSQL keeps what is no number as 'NaN'. */
const UNSCORED = `(anomaly_score IS NULL OR anomaly_score = 'NaN')`;
const OF_SERIES = 'exchange = newest.exchange AND symbol = newest.symbol AND interval = newest.interval';
const newestAre = (count: number, condition: string) =>
  `(SELECT count(*) = ${count} AND bool_and(${condition}) FROM (
      SELECT anomaly_score, status FROM detection WHERE ${OF_SERIES} ORDER BY open_time DESC LIMIT ${count}) AS run)`;

const READ = `
  SELECT newest.exchange, newest.symbol, newest.interval, newest.open_time AS "openTime",
         newest.detected_at AS "detectedAt",
         (SELECT min(open_time) FROM detection
           WHERE ${OF_SERIES} AND open_time > coalesce((
             SELECT open_time FROM detection WHERE ${OF_SERIES} AND NOT ${UNSCORED}
              ORDER BY open_time DESC LIMIT 1), '-infinity')) AS since
    FROM series JOIN detection newest
      ON newest.exchange = series.exchange AND newest.symbol = series.symbol
     AND newest.interval = series.interval AND newest.open_time = last_open_time
   WHERE (newest.anomaly_score IS NULL OR newest.anomaly_score = 'NaN')
     AND (${newestAre(LONGEST_WARM_UP + 1, UNSCORED)}
       OR ${newestAre(WITHOUT_REASON, `${UNSCORED} AND status = 'SCORED'`)})`;

/**
 * Series that follow the present and get candles which the model can't judge: their warm-up does not end, as where each
 * candle comes after a gap that begins it anew, or what the model computes is no number.
 */
export async function unjudgedSeries(manager: EntityManager): Promise<Trouble[]> {
  const rows = await manager.query<Row[]>(READ);
  if (rows.length === 0) return [];
  const watches = await manager.find(Watch);
  const ended = new Set(watches.filter(({ endedAt }) => endedAt !== null).map(seriesName));
  return rows.flatMap(({ exchange, symbol, interval, openTime, detectedAt, since }) => {
    const key = { exchange, symbol, interval };
    if (!isInterval(interval) || ended.has(seriesName(key))) return [];
    if (!isLive({ interval, openTime, detectedAt })) return [];
    const name = `${symbol} ${interval}${exchange === '' ? '' : ` on ${exchange}`}`;
    const subject = `the judgement of ${name}`;
    return [{ key: `unjudged ${seriesName(key)}`, since, subject, ...key, channelId: null }];
  });
}
