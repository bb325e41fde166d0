import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const RETRY_MS = 50;
const BEFORE_ALL = '2020-12-31T00:00:00.000Z';

/** A subscriber that remembers the last detection it saw and, whenever its connection breaks, asks for what came after. */
export interface Follower {
  /** Open times of the detections it was given, in the order they came. */
  readonly received: string[];
  /** How often its connection broke. */
  readonly breaks: number;
  dispose(): Promise<void>;
}

export interface FollowOptions {
  /** Told of each detection as it comes. */
  onDetection?: (openTime: string) => void;
  /** How long it leaves a server alone after its connection broke. */
  pauseMs?: () => number;
}

/** Follows one series from its first candle on. */
export function follow(
  url: string,
  symbol: string,
  { onDetection, pauseMs = () => RETRY_MS }: FollowOptions = {},
): Follower {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  const received: string[] = [];
  let breaks = 0;
  let isOver = false;
  const query =
    'subscription ($symbol: String!, $after: DateTime!) { detections(symbol: $symbol, after: $after) { candle { openTime } } }';

  async function readOn(): Promise<void> {
    const variables = { symbol, after: received.at(-1) ?? BEFORE_ALL };
    const results = client.iterate<{ detections: { candle: { openTime: string } } }>({ query, variables });
    for await (const { data } of results) {
      if (!data) continue;
      received.push(data.detections.candle.openTime);
      onDetection?.(data.detections.candle.openTime);
    }
  }

  const following = (async () => {
    while (!isOver) {
      await readOn().catch(() => pause(pauseMs()));
      if (!isOver) breaks++;
    }
  })();
  return {
    received,
    get breaks() {
      return breaks;
    },
    async dispose() {
      isOver = true;
      await client.dispose();
      await following;
    },
  };
}
