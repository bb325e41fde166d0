import { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** What is new in a series, or that watches were begun or ended. */
export type WakeTopic = 'detections' | 'incidents' | 'verdicts' | 'watches';

/** Tells other servers on the same database that series have something new. */
export interface WakeChannel {
  publish(topic: WakeTopic, seriesNames: string[]): void;
  dispose(): Promise<void>;
}

/** For a single server, which has no other to tell. */
export const NO_CHANNEL: WakeChannel = { publish: () => undefined, dispose: () => Promise.resolve() };

const CHANNELS: Readonly<Record<WakeTopic, string>> = {
  detections: 'bitcoin-anomaly-detective:wake',
  incidents: 'bitcoin-anomaly-detective:wake-incidents',
  verdicts: 'bitcoin-anomaly-detective:wake-verdicts',
  watches: 'bitcoin-anomaly-detective:wake-watches',
};

const TOPICS = ['detections', 'incidents', 'verdicts', 'watches'] as const satisfies readonly WakeTopic[];

/**
 * Wake-ups through Redis. They are only hints: while Redis is unavailable they are dropped, and the feeds find what is
 * new by polling the database, seconds later.
 */
export function openRedisChannel(
  url: string,
  onWake: Readonly<Record<WakeTopic, (seriesNames: string[]) => void>>,
  log: Logger,
): WakeChannel {
  const options = { enableOfflineQueue: false, maxRetriesPerRequest: 0, retryStrategy: () => 1_000 };
  const publisher = new Redis(url, options);
  const listener = new Redis(url, { ...options, autoResubscribe: true });
  let isAway = false;
  const tell = (error: Error) => {
    if (!isAway)
      log.warn(
        { error: error.message },
        'Redis is unavailable: other servers learn of new candles and verdicts a few seconds later',
      );
    isAway = true;
  };
  publisher.on('error', tell).on('ready', () => {
    isAway = false;
  });
  listener
    .on('error', tell)
    .on('ready', () => void listener.subscribe(...Object.values(CHANNELS)).catch(tell));
  listener.on('message', (channel, message) => {
    const names = parseNames(message);
    const topic = TOPICS.find((one) => CHANNELS[one] === channel);
    if (names && topic) onWake[topic](names);
  });
  return {
    publish(topic, seriesNames) {
      void publisher.publish(CHANNELS[topic], JSON.stringify(seriesNames)).catch(tell);
    },
    dispose() {
      publisher.disconnect();
      listener.disconnect();
      return Promise.resolve();
    },
  };
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
