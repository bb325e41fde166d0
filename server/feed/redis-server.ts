import { Redis } from 'ioredis';
import { channelOf, topicOf, WAKE_TOPICS, type WakeChannel, type WakeEvents } from './wake-topic.ts';

/** Wake-ups through one Redis, a channel for each topic. */
export function openRedisServer(url: string, { onMessage, onReady, onError }: WakeEvents): WakeChannel {
  const options = { enableOfflineQueue: false, maxRetriesPerRequest: 0, retryStrategy: () => 1_000 };
  const publisher = new Redis(url, options).on('error', onError).on('ready', onReady);
  const listener = new Redis(url, { ...options, autoResubscribe: true }).on('error', onError);
  const channels = WAKE_TOPICS.map((topic) => channelOf(topic));
  listener.on('ready', () => void listener.subscribe(...channels).catch(onError));
  listener.on('message', (channel, message) => {
    const topic = topicOf(channel);
    if (topic) onMessage(topic, message);
  });
  return {
    publish(topic, seriesNames) {
      void publisher.publish(channelOf(topic), JSON.stringify(seriesNames)).catch(onError);
    },
    dispose() {
      publisher.disconnect();
      listener.disconnect();
      return Promise.resolve();
    },
  };
}
