import { Cluster } from 'ioredis';
import { channelOf, topicOf, WAKE_TOPICS, type WakeChannel, type WakeEvents } from './wake-topic.ts';

/**
 * So many channels are spread over the masters for each topic. One for each series would be as many subscriptions as
 * there are series, for each server that somebody follows everything on.
 */
const SHARDS = 64;
/** A subscription can be lost where a slot moves or a replica takes over; subscribing once more costs nothing. */
const SUBSCRIBE_EVERY_MS = 5_000;
const FIND_SLOTS_EVERY_MS = 2_000;

/** Wake-ups through a Redis Cluster of version 7 or later, whose channels live on one master each. */
export function openRedisCluster(
  urls: readonly string[],
  { onMessage, onReady, onError }: WakeEvents,
): WakeChannel {
  const cluster = new Cluster(urls.map(nodeOf), {
    shardedSubscribers: true,
    enableOfflineQueue: false,
    slotsRefreshInterval: FIND_SLOTS_EVERY_MS,
    clusterRetryStrategy: () => 1_000,
    redisOptions: accessOf(urls),
  });
  const subscribe = () => {
    // A call takes the channels of one slot.
    for (let shard = 0; shard < SHARDS; shard++) {
      const channels = WAKE_TOPICS.map((topic) => channelOf(topic, shard));
      void cluster.ssubscribe(...channels).then(onReady, onError);
    }
  };
  cluster.on('error', onError).on('node error', onError).on('ready', subscribe);
  cluster.on('smessage', (channel: string, message: string) => {
    const topic = topicOf(channel, Number(/\{(\d+)\}$/.exec(channel)?.[1]));
    if (topic) onMessage(topic, message);
  });
  const timer = setInterval(subscribe, SUBSCRIBE_EVERY_MS).unref();
  return {
    publish(topic, seriesNames) {
      for (const [shard, names] of byShard(seriesNames))
        void cluster.spublish(channelOf(topic, shard), JSON.stringify(names)).catch(onError);
    },
    dispose() {
      clearInterval(timer);
      cluster.disconnect();
      return Promise.resolve();
    },
  };
}

const nodeOf = (url: string) => {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port || 6379) };
};

/** Nodes share their users, and whether they speak TLS. */
function accessOf([first = '']: readonly string[]) {
  const { protocol, username, password } = new URL(first);
  return {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
}

/** What concerns no series goes to all through one channel. */
function byShard(seriesNames: readonly string[]): Map<number, string[]> {
  if (seriesNames.length === 0) return new Map([[0, []]]);
  const shards = new Map<number, string[]>();
  for (const name of seriesNames) {
    const shard = shardOf(name);
    shards.set(shard, [...(shards.get(shard) ?? []), name]);
  }
  return shards;
}

/** Spreads names evenly: FNV-1a, 32 bits. */
function shardOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % SHARDS;
}
