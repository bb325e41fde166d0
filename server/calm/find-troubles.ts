import { INTERVALS, isInterval, seriesName, type Interval } from '@detective/data';
import { Channel, Watch, type Trouble } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import { graceMs, isLive } from '../series/freshness.ts';
import { unjudgedSeries } from './unjudged-series.ts';

/** A channel that fails for longer is told of to the others. */
const CHANNEL_PATIENCE_MS = 5 * 60_000;
/** What a watch had sent before it was ended may be judged so long after. */
const ON_ITS_WAY_MS = 5 * 60_000;
/** Candles that may be missing before a series counts as silent. */
const SILENT_INTERVALS = 2;

interface NewestRow {
  exchange: string;
  symbol: string;
  interval: string;
  openTime: Date;
  detectedAt: Date;
}

/** Everything that keeps alerts from being made or told at this moment. */
export async function findTroubles(manager: EntityManager, now: Date): Promise<Trouble[]> {
  const channels = await manager.find(Channel);
  return [
    ...(await silentSeries(manager, now)),
    ...(await unjudgedSeries(manager)),
    ...channels.flatMap((channel) => failing(channel, now)),
  ];
}

/**
 * Series that follow the present and have had no candle for two intervals and a grace. Of one whose watch somebody has
 * ended, or that was retired, nothing is expected until a candle comes again; of one with a watch, something is from the
 * start.
 */
async function silentSeries(manager: EntityManager, now: Date): Promise<Trouble[]> {
  const rows = await manager.query<NewestRow[]>(
    `SELECT exchange, symbol, interval, last_open_time AS "openTime", detected_at AS "detectedAt"
       FROM series JOIN detection USING (exchange, symbol, interval) WHERE open_time = last_open_time`,
  );
  const watches = new Map((await manager.find(Watch)).map((watch) => [seriesName(watch), watch]));
  const stored = new Set(rows.map(seriesName));
  const silent = rows.flatMap((row) => {
    const { interval, openTime, detectedAt } = row;
    const known = watches.get(seriesName(row));
    const watch = known?.endedAt ? undefined : known;
    if (!isInterval(interval)) return [];
    if (known?.endedAt && detectedAt.getTime() <= known.endedAt.getTime() + ON_ITS_WAY_MS) return [];
    if (!watch && !isLive({ interval, openTime, detectedAt })) return [];
    const closed = openTime.getTime() + INTERVALS[interval];
    const since = watch ? Math.max(closed, watch.createdAt.getTime()) : closed;
    return isSilent(since, interval, now) ? [silence(row, new Date(since))] : [];
  });
  const neverCame = [...watches.values()].filter(
    (watch) => !watch.endedAt && !stored.has(seriesName(watch)) && isInterval(watch.interval),
  );
  const silentFromStart = neverCame.filter(
    ({ createdAt, interval }) => isInterval(interval) && isSilent(createdAt.getTime(), interval, now),
  );
  return [...silent, ...silentFromStart.map((watch) => silence(watch, watch.createdAt))];
}

const isSilent = (since: number, interval: Interval, now: Date): boolean =>
  now.getTime() > since + SILENT_INTERVALS * INTERVALS[interval] + graceMs(interval);

function silence(
  { exchange, symbol, interval }: { exchange: string; symbol: string; interval: string },
  since: Date,
): Trouble {
  const key = { exchange, symbol, interval };
  const subject = `${symbol} ${interval}${exchange === '' ? '' : ` on ${exchange}`}`;
  return { key: `silent ${seriesName(key)}`, since, subject, ...key, channelId: null };
}

function failing({ id, name, failingSince, isPaused, lastError }: Channel, now: Date): Trouble[] {
  const none = { exchange: null, symbol: null, interval: null };
  const subject = `the channel "${name}"`;
  // Paused with an error: by its other side, which is gone.
  if (isPaused && lastError !== null)
    return [{ key: `channel ${id}`, since: failingSince ?? now, subject, ...none, channelId: id }];
  if (isPaused || !failingSince || now.getTime() - failingSince.getTime() < CHANNEL_PATIENCE_MS) return [];
  return [{ key: `channel ${id}`, since: failingSince, subject, ...none, channelId: id }];
}
