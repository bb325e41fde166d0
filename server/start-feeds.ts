import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { DetectionFeed } from './feed/detection-feed.ts';
import { VerdictFeed } from './feed/verdict-feed.ts';
import { NO_CHANNEL, openRedisChannel } from './feed/wake-channel.ts';
import type { WakeChannel } from './feed/wake-topic.ts';
import { IncidentFeed } from './incidents/incident-feed.ts';
import type { Metrics } from './operation/metrics.ts';
import { OutageLog } from './operation/outage-log.ts';
import type { Settings } from './settings.ts';
import type { Started } from './started.ts';

export interface Feeds {
  feed: DetectionFeed;
  verdictFeed: VerdictFeed;
  incidentFeed: IncidentFeed;
  /** Says to the other servers what they should look for. */
  channel: WakeChannel;
  /** Told when the database could not be read. */
  onError: (error: unknown) => void;
}

/** What subscribers follow, whose end is for the caller to choose, and the wake-ups between servers on one database. */
export function startFeeds(
  { redisUrls }: Settings,
  { dataSource, metrics, log }: { dataSource: DataSource; metrics: Metrics; log: Logger },
  wakeWatches: () => void,
  started: Started,
): Feeds {
  const outage = new OutageLog(log, {
    began: 'The database is unavailable; subscribers wait for it',
    ended: 'The database is available again; subscribers get what they have missed',
  });
  const { onError, onSuccess: onRead } = outage;
  const feed = new DetectionFeed({
    dataSource,
    onError,
    onRead,
    onLag: (seconds) => metrics.feedLagSeconds.observe(seconds),
  });
  const verdictFeed = new VerdictFeed({
    dataSource,
    onError,
    onRead,
    tellOthers: (names) => channel.publish('verdicts', names),
  });
  const incidentFeed = new IncidentFeed({ dataSource, onError, onRead });
  const onWake = {
    detections: (names: string[]) => feed.wake(names),
    incidents: (names: string[]) => incidentFeed.wake(names),
    verdicts: (names: string[]) => verdictFeed.wake(names),
    watches: wakeWatches,
  };
  const channel: WakeChannel = redisUrls ? openRedisChannel(redisUrls, onWake, log) : NO_CHANNEL;
  started.push(() => channel.dispose());
  return { feed, verdictFeed, incidentFeed, channel, onError };
}
