import type { Logger } from 'pino';
import { openRedisCluster } from './redis-cluster.ts';
import { openRedisServer } from './redis-server.ts';
import type { WakeChannel, WakeTopic } from './wake-topic.ts';

/** For a single server, which has no other to tell. */
export const NO_CHANNEL: WakeChannel = { publish: () => undefined, dispose: () => Promise.resolve() };

/**
 * Wake-ups through Redis. They are only hints: while Redis is unavailable they are dropped, and the feeds find what is
 * new by polling the database, seconds later.
 *
 * @param urls one Redis, or some of the nodes of a Redis Cluster, which tell of the others
 */
export function openRedisChannel(
  urls: readonly [string, ...string[]],
  onWake: Readonly<Record<WakeTopic, (seriesNames: string[]) => void>>,
  log: Logger,
): WakeChannel {
  let isAway = false;
  const events = {
    onMessage(topic: WakeTopic, message: string) {
      const names = parseNames(message);
      if (names) onWake[topic](names);
    },
    onReady() {
      isAway = false;
    },
    // A node that is gone is tried again without a pause, and says so each time.
    onError(error: Error) {
      if (!isAway)
        log.warn(
          { error: error.message },
          'Redis is unavailable: other servers learn of new candles and verdicts a few seconds later',
        );
      isAway = true;
    },
  };
  return urls.length === 1 ? openRedisServer(urls[0], events) : openRedisCluster(urls, events);
}

/** Anyone may write to a Redis channel, so a message that is not a list of names is ignored. */
function parseNames(message: string): string[] | undefined {
  try {
    const names: unknown = JSON.parse(message);
    return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : undefined;
  } catch {
    return undefined;
  }
}
