import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';

/** A WebSocket that speaks the protocol by hand, so that it can also speak it badly. */
export class RawSubscriber {
  readonly socket: WebSocket;
  /** Results of its subscription. */
  received = 0;
  readonly #closed: Promise<unknown[]>;
  readonly #acknowledged: Promise<void>;

  constructor(url: string, options: ClientOptions = {}) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', options);
    this.#closed = once(this.socket, 'close');
    this.socket.on('error', () => undefined);
    // Whoever waits for the end hears that there was nobody to talk to; others need not.
    this.#closed.catch(() => undefined);
    this.#acknowledged = new Promise((resolve, reject) => {
      this.socket.on('message', (data) => {
        if (messageOf(data).type === 'connection_ack') resolve();
      });
      this.socket.on('close', (code) => reject(new Error(`closed with ${code} before it was acknowledged`)));
    });
    // Those that never say hello don't wait for this.
    this.#acknowledged.catch(() => undefined);
  }

  /** Says hello and waits until the server has answered. */
  async connect(): Promise<this> {
    if (this.socket.readyState !== WebSocket.OPEN) await once(this.socket, 'open');
    this.say({ type: 'connection_init' });
    await this.#acknowledged;
    return this;
  }

  say(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  /** @param onResult told the open time of each detection */
  subscribe(
    symbol: string,
    after: string,
    fields: string,
    onResult: (openTime: string) => void,
    interval = '1h',
  ): void {
    this.socket.on('message', (data) => {
      const { type, payload } = messageOf(data);
      if (type !== 'next' || !payload) return;
      this.received++;
      onResult(payload.data.detections.candle.openTime);
    });
    const query = `subscription ($symbol: String!, $interval: String!, $after: DateTime!) {
      detections(symbol: $symbol, interval: $interval, after: $after, mustExist: false) { candle { openTime } ${fields} }
    }`;
    this.say({ id: '1', type: 'subscribe', payload: { query, variables: { symbol, interval, after } } });
  }

  /** How the connection ends. */
  async closed(): Promise<{ code: number; reason: string }> {
    const [code, reason] = await this.#closed;
    return { code: Number(code), reason: String(reason) };
  }
}

interface Message {
  type: string;
  payload?: { data: { detections: { candle: { openTime: string } } } };
}

const messageOf = (data: unknown) => JSON.parse(String(data)) as Message;
