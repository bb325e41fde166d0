import type { WebSocket, WebSocketServer } from 'ws';
import type { Endpoint } from '../graphql/endpoint.ts';

const LOOK_EVERY_MS = 5_000;
/** How long a client may leave what it was sent in our buffer. */
const PATIENCE_MS = 30_000;

/** Close code of a client that does not read; 4408 and others belong to the protocol. */
export const TOO_SLOW = 4409;

/**
 * Drops clients that stopped reading: what they were sent stays in memory here until they do. One message at a time
 * waits for a client (the feed hands out the next when the last has left), so a stalled one costs little, but not
 * nothing.
 */
export function watchForStalls(
  sockets: WebSocketServer,
  { metrics, log }: Endpoint,
  { lookEveryMs = LOOK_EVERY_MS, patienceMs = PATIENCE_MS } = {},
) {
  const stalledSince = new Map<WebSocket, number>();
  const timer = setInterval(() => {
    for (const socket of stalledSince.keys()) if (!sockets.clients.has(socket)) stalledSince.delete(socket);
    for (const socket of sockets.clients) {
      if (socket.bufferedAmount === 0) {
        stalledSince.delete(socket);
        continue;
      }
      const since = stalledSince.get(socket) ?? performance.now();
      stalledSince.set(socket, since);
      if (performance.now() - since < patienceMs) continue;
      metrics.subscribersDropped.inc();
      log.warn({ bufferedBytes: socket.bufferedAmount }, 'A subscriber stopped reading and was dropped');
      socket.close(TOO_SLOW, 'Too slow: messages were not read for too long');
      // The close frame waits behind what is not being read; the connection itself need not.
      setTimeout(() => socket.terminate(), lookEveryMs).unref();
    }
  }, lookEveryMs).unref();
  return { dispose: () => clearInterval(timer) };
}
