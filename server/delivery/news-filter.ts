import { INTERVALS, isInterval, seriesName } from '@detective/data';
import type { Detection } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import { isLive } from '../series/freshness.ts';

/** What a watch had sent before it was ended may wait for so long to be judged. */
const ON_ITS_WAY = '5 minutes';

/** A judged candle, as far as it matters when it came. */
export type Arrival = Pick<Detection, 'exchange' | 'symbol' | 'interval' | 'openTime' | 'detectedAt'>;

interface WatchRow {
  exchange: string;
  symbol: string;
  interval: string;
  createdAt: Date;
}

/**
 * Whether people are told of a candle. The history that a watch loads first is no news, nor what comes days late after
 * an outage; everything else is, a replayed file as well. A watch that was ended a moment ago counts, too: what it had
 * sent of the history is judged after its end.
 *
 * @param isFollowed whether the candles of a series come from an exchange, beside those that have a watch
 */
export async function newsFilter(
  manager: EntityManager,
  isFollowed: (series: string) => boolean,
): Promise<(arrival: Arrival) => boolean> {
  const rows = await manager.query<WatchRow[]>(
    `SELECT exchange, symbol, interval, created_at AS "createdAt" FROM watch
      WHERE ended_at IS NULL OR ended_at > clock_timestamp() - interval '${ON_ITS_WAY}'`,
  );
  const begun = new Map(rows.map((row) => [seriesName(row), row.createdAt.getTime()]));
  return ({ openTime, detectedAt, interval, ...key }) => {
    const series = seriesName({ ...key, interval });
    const since = begun.get(series) ?? (isFollowed(series) ? -Infinity : null);
    if (since === null || !isInterval(interval)) return true;
    const closed = openTime.getTime() + INTERVALS[interval];
    return closed > since && isLive({ interval, openTime, detectedAt });
  };
}
