import type { WebSocket } from 'ws';
import type { SharedResult } from '../graphql/shared-execution.ts';

export interface EventStreamOptions {
  socket: WebSocket;
  /** Id of the subscription, as its client calls it. */
  id: string;
  events: AsyncIterable<object>;
  resultOf: (event: object) => Promise<SharedResult>;
  /** The errors of a result as this client gets them. */
  errorsFor: (errors: NonNullable<SharedResult['errors']>) => readonly object[];
  /** Called once, however the stream ends. */
  onEnd: () => void;
}

/**
 * Sends the events of one subscription as graphql-ws would, but with text that was made once for all who get the same:
 * only the id is put in. The next event is asked for when the last one has left, so that a slow reader costs one message.
 *
 * graphql-ws takes it for the results of the subscription. None ever comes out: it ends when the events do.
 */
export function eventStream(options: EventStreamOptions): AsyncIterableIterator<never, undefined> {
  const events = options.events[Symbol.asyncIterator]();
  const end = { done: true, value: undefined } as const;
  let isOver = false;
  const over = () => {
    if (!isOver) options.onEnd();
    isOver = true;
  };
  return {
    async next() {
      try {
        for (let event = await events.next(); !event.done && !isOver; event = await events.next()) {
          await deliver(options, event.value, () => isOver);
        }
      } finally {
        over();
        await events.return?.();
      }
      return end;
    },
    async return() {
      over();
      await events.return?.();
      return end;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function deliver(options: EventStreamOptions, event: object, isOver: () => boolean): Promise<void> {
  const { socket, id, resultOf, errorsFor } = options;
  const { text, errors, result } = await resultOf(event);
  // Its id may be another subscription's by now.
  if (isOver() || socket.readyState !== socket.OPEN) return;
  const payload = errors ? JSON.stringify({ ...result, errors: errorsFor(errors) }) : text;
  await new Promise<void>((resolve, reject) => {
    socket.send(`{"id":${JSON.stringify(id)},"type":"next","payload":${payload}}`, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
