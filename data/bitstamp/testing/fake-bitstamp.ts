import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { INTERVALS, type EpochMs, type Interval, type Ohlcv } from '../../ohlcv.ts';

/** A row as the exchange writes it: everything as text. */
export const rowOf = ({ openTime, ...values }: Ohlcv): Record<string, string> => ({
  timestamp: String(openTime / 1_000),
  ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])),
});

export const answerOf = (rows: unknown[]) => ({ data: { pair: 'BTC/USD', ohlc: rows } });

/** What somebody asked for, in the names of the exchange. */
export type Question = Record<'market' | 'step' | 'limit' | 'start' | 'end', string>;

/** Answers instead of the exchange; `answer` is how it would have answered itself. */
export type Mishap = (response: ServerResponse, answer: () => void, request: IncomingMessage) => void;

export interface FakeBitstampOptions {
  candles: readonly Ohlcv[];
  interval?: Interval;
  now?: () => EpochMs;
}

/** A server on this machine that gives candles as Bitstamp documents it, with mishaps on demand. */
export class FakeBitstamp implements AsyncDisposable {
  /** Candles that it has, by its own account. Those that have not closed are in its answers unless left out on demand. */
  candles: readonly Ohlcv[];
  /** Each is good for one request; then it is itself again. */
  readonly mishaps: Mishap[] = [];
  readonly questions: Question[] = [];
  readonly #server = createServer((request, response) => this.#serve(request, response));
  readonly #intervalMs: number;
  readonly #now: () => EpochMs;

  private constructor({ candles, interval = '1h', now = Date.now }: FakeBitstampOptions) {
    this.candles = candles;
    this.#intervalMs = INTERVALS[interval];
    this.#now = now;
  }

  static async start(options: FakeBitstampOptions): Promise<FakeBitstamp> {
    const fake = new FakeBitstamp(options);
    await fake.listen();
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async listen(port = 0): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Refuses connections from now on and cuts those that there are. */
  async goAway(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.goAway();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://exchange');
    const market = /^\/api\/v2\/ohlc\/([a-z-]+)\/$/.exec(pathname)?.[1];
    const asked = Object.fromEntries(searchParams) as Question;
    this.questions.push({ ...asked, market: market ?? '' });
    const answer = () => {
      if (market !== 'btcusd') response.writeHead(404).end('{"code": "404", "error": "Not found"}');
      else sendJson(response, answerOf(this.#rows(asked, searchParams.has('exclude_current_candle'))));
    };
    const mishap = this.mishaps.shift();
    if (mishap) mishap(response, answer, request);
    else answer();
  }

  /** With an end, as the documentation says, the end counts and not the start. */
  #rows({ step, limit, start, end }: Question, isOpenLeftOut: boolean): unknown[] {
    if (Number(step) * 1_000 !== this.#intervalMs) return [];
    const isThere = ({ openTime }: Ohlcv) => !isOpenLeftOut || openTime + this.#intervalMs <= this.#now();
    const there = this.candles.filter(isThere);
    const rows = end
      ? there.filter(({ openTime }) => openTime <= Number(end) * 1_000).slice(-Number(limit))
      : there.filter(({ openTime }) => openTime >= Number(start) * 1_000).slice(0, Number(limit));
    return rows.map(rowOf);
  }
}

export function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
