/** What is new in a series, or that watches were begun or ended. */
export type WakeTopic = 'detections' | 'incidents' | 'verdicts' | 'watches';

export const WAKE_TOPICS = [
  'detections',
  'incidents',
  'verdicts',
  'watches',
] as const satisfies readonly WakeTopic[];

/** Tells other servers on the same database that series have something new. */
export interface WakeChannel {
  publish(topic: WakeTopic, seriesNames: string[]): void;
  dispose(): Promise<void>;
}

/** What a way through Redis tells of. */
export interface WakeEvents {
  onMessage: (topic: WakeTopic, message: string) => void;
  onReady: () => void;
  onError: (error: Error) => void;
}

const PREFIX = 'bitcoin-anomaly-detective:wake';

/** Names as servers of older versions have them. */
const CHANNELS: Readonly<Record<WakeTopic, string>> = {
  detections: PREFIX,
  incidents: `${PREFIX}-incidents`,
  verdicts: `${PREFIX}-verdicts`,
  watches: `${PREFIX}-watches`,
};

/** @param shard one of several channels for a topic, where there are several */
export const channelOf = (topic: WakeTopic, shard?: number): string =>
  shard === undefined ? CHANNELS[topic] : `${CHANNELS[topic]}:{${shard}}`;

export const topicOf = (channel: string, shard?: number): WakeTopic | undefined =>
  WAKE_TOPICS.find((topic) => channelOf(topic, shard) === channel);
