import type { Socket } from 'node:net';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Endpoint } from '../graphql/endpoint.ts';

const LOOK_EVERY_MS = 2_000;
/**
 * In how many looks on end a client may have taken nothing of what it was sent. Counted in looks, because time also
 * passes while this process itself is held up. Together shorter than the time a client has for its pong, which one that
 * does not read can't send: else it would be cut off before it is told why.
 */
const IDLE_LOOKS = 4;
/** The close frame waits behind what is not being read; after this long the connection ends without it. */
const FAREWELL_MS = 30_000;

/** Close code of a client that does not read; the codes that the protocol knows say other things, and some forbid to reconnect. */
export const TOO_SLOW = 4410;

interface Reading {
  /** Bytes that the client's side has taken off us. */
  taken: number;
  /** Looks since it last took some, or had none to take. */
  idleLooks: number;
}

/**
 * Drops clients that stopped reading: what they were sent stays in memory here until they do. One message at a time
 * waits for a client (the feed hands out the next when the last has left), so a stalled one costs little, but not
 * nothing. One that reads, however slowly, may stay.
 */
export function watchForStalls(
  sockets: WebSocketServer,
  { metrics, log }: Endpoint,
  { lookEveryMs = LOOK_EVERY_MS, farewellMs = FAREWELL_MS } = {},
) {
  const connections = new Map<WebSocket, Socket>();
  const readings = new WeakMap<WebSocket, Reading>();
  sockets.on('connection', (socket, request) => {
    connections.set(socket, request.socket);
    socket.on('close', () => {
      connections.delete(socket);
      // On a busy machine an unanswered ping may cut off one that does not read before it is told why.
      if ((readings.get(socket)?.idleLooks ?? 0) > 0) count(socket);
    });
  });
  const timer = setInterval(() => {
    for (const [socket, connection] of connections) {
      if (socket.readyState !== socket.OPEN) continue;
      const reading = look(connection, readings.get(socket));
      readings.set(socket, reading);
      if (reading.idleLooks >= IDLE_LOOKS) drop(socket);
    }
  }, lookEveryMs).unref();

  /** Once for each, however it ends. */
  function count(socket: WebSocket): void {
    readings.delete(socket);
    metrics.subscribersDropped.inc();
    log.warn({ bufferedBytes: socket.bufferedAmount }, 'A subscriber stopped reading and was dropped');
  }

  function drop(socket: WebSocket): void {
    count(socket);
    socket.close(TOO_SLOW, 'Too slow: messages were not read for too long');
    setTimeout(() => socket.terminate(), farewellMs).unref();
  }

  return { dispose: () => clearInterval(timer) };
}

function look({ bytesWritten, writableLength }: Socket, before: Reading | undefined): Reading {
  const taken = bytesWritten - writableLength;
  const isReading = writableLength === 0 || before === undefined || taken > before.taken;
  return { taken, idleLooks: isReading ? 0 : before.idleLooks + 1 };
}
