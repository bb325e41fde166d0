import type { Interval } from '@detective/data';
import { Series } from '@detective/schema';
import type { EntityManager } from 'typeorm';

/** A series with what its newest candles and detections say, all as of one moment. */
export interface OverviewRow {
  series: Series;
  /** Of the newest candle: when it was judged. */
  detectedAt: Date;
  /** Null if no candle is left. */
  lastClose: number | null;
  recentCloses: number[];
  openAnomalies: number;
}

type Row = Omit<OverviewRow, 'series'> & Omit<Series, 'interval'> & { interval: Interval };

const RECENT_CANDLES = 48;
/** Faults of the feed are anomalies without a return period. Of many a bad tick only the high or the low is wrong. */
const BAD_CLOSE = `(is_anomaly AND return_period_hours IS NULL AND kinds[1] IN ('PRICE_SPIKE', 'PRICE_CRASH')
                    AND (close BETWEEN lower_limit AND upper_limit) IS NOT TRUE)`;

/**
 * A page of all series at a glance, ascending by symbol, interval and exchange, in one statement.
 *
 * `recentCloses` are those of the newest 48 candles, oldest first, without those that are bad ticks: one would flatten a
 * line through all of them. `openAnomalies` counts the anomalies of the newest week that have no verdict.
 */
export async function readOverview(
  manager: EntityManager,
  page: { limit: number; offset: number },
): Promise<OverviewRow[]> {
  const rows = await manager.query<Row[]>(
    `SELECT series.exchange, series.symbol, series.interval, candle_count AS "candleCount", anomaly_count AS "anomalyCount",
            first_open_time AS "firstOpenTime", last_open_time AS "lastOpenTime",
            warm_up_remaining AS "warmUpRemaining", newest.detected_at AS "detectedAt",
            recent.last_close AS "lastClose", recent.closes AS "recentCloses", open.count AS "openAnomalies"
       FROM (SELECT * FROM series ORDER BY symbol, interval, exchange LIMIT $2 OFFSET $3) series
       JOIN detection newest ON newest.exchange = series.exchange AND newest.symbol = series.symbol AND newest.interval = series.interval
        AND newest.open_time = series.last_open_time
      CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(close ORDER BY open_time) FILTER (WHERE ${BAD_CLOSE} IS NOT TRUE), '{}') AS closes,
               (array_agg(close ORDER BY open_time DESC))[1] AS last_close
          FROM (SELECT * FROM candle
                 WHERE candle.exchange = series.exchange AND candle.symbol = series.symbol AND candle.interval = series.interval
                 ORDER BY open_time DESC LIMIT $1) newest_candles
          LEFT JOIN detection judged USING (exchange, symbol, interval, open_time)
      ) recent
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS count FROM detection LEFT JOIN verdict USING (exchange, symbol, interval, open_time)
         WHERE detection.exchange = series.exchange AND detection.symbol = series.symbol AND detection.interval = series.interval AND is_anomaly
           AND open_time >= series.last_open_time - interval '7 days' AND verdict.kind IS NULL
      ) open
      ORDER BY series.symbol, series.interval, series.exchange`,
    [RECENT_CANDLES, page.limit, page.offset],
  );
  return rows.map(({ detectedAt, lastClose, recentCloses, openAnomalies, ...series }) => ({
    series: Object.assign(new Series(), series),
    detectedAt,
    lastClose,
    recentCloses,
    openAnomalies,
  }));
}
