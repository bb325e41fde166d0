import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EpochMs } from '../../ohlcv.ts';
import { askedStep, coarser } from './asked-step.ts';
import { rowsAt, type FakeMarket, type ServedRow } from './fake-market.ts';

/** What a request asks for: path and query as ccxt sent them, and the exchange's rows. */
export interface Asked {
  path: string;
  query: URLSearchParams;
  markets: readonly FakeMarket[];
  /** The rows of a market that open from `from` up to and including `to`, ascending, the running one last. */
  rows(market: FakeMarket, from: EpochMs, to?: EpochMs): ServedRow[];
}

/** How one exchange answers; undefined means 404. */
export interface Dialect {
  exchange: string;
  answer(asked: Asked): unknown;
  isCandles(path: string): boolean;
}

/** Answers instead of the exchange; `answer` sends what it would have sent itself. */
export type Mishap = (response: ServerResponse, answer: () => void, request: IncomingMessage) => void;

export interface FakeExchangeOptions {
  dialect: Dialect;
  markets: FakeMarket[];
  now: () => EpochMs;
}

/** A server on this machine that answers as an exchange does, with mishaps on demand. */
export class FakeExchange implements AsyncDisposable {
  markets: FakeMarket[];
  /** Chooses what goes wrong with a request; undefined for nothing. */
  mishap: (isCandles: boolean) => Mishap | undefined = () => undefined;
  /** Changes the rows of an answer before the exchange writes them in its shape. */
  tamper: (rows: ServedRow[]) => ServedRow[] = (rows) => rows;
  /** Path and query of each request. */
  readonly requests: string[] = [];
  readonly dialect: Dialect;
  readonly #now: () => EpochMs;
  readonly #server = createServer((request, response) => this.#serve(request, response));

  private constructor({ dialect, markets, now }: FakeExchangeOptions) {
    this.dialect = dialect;
    this.markets = markets;
    this.#now = now;
  }

  static async start(options: FakeExchangeOptions): Promise<FakeExchange> {
    const fake = new FakeExchange(options);
    fake.#server.listen(0, '127.0.0.1');
    await once(fake.#server, 'listening');
    return fake;
  }

  get host(): URL {
    return new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  get candleRequests(): string[] {
    return this.requests.filter((request) => this.dialect.isCandles(request.split('?')[0] ?? ''));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://exchange');
    this.requests.push(`${url.pathname}${url.search}`);
    const answer = () => {
      const body = this.dialect.answer({
        path: url.pathname,
        query: url.searchParams,
        markets: this.markets,
        rows: (market, from, to = Infinity) =>
          this.tamper(this.#rows(market, from, to, askedStep(url.searchParams))),
      });
      if (body === undefined) sendJson(response, { message: 'not found' }, 404);
      else sendJson(response, body);
    };
    const mishap = this.mishap(this.dialect.isCandles(url.pathname));
    if (mishap) mishap(response, answer, request);
    else answer();
  }

  #rows(market: FakeMarket, from: EpochMs, to: EpochMs, stepMs = market.stepMs): ServedRow[] {
    const now = this.#now();
    if (stepMs <= market.stepMs) return rowsAt(market, now, from, to);
    const begin = Math.ceil(from / stepMs) * stepMs;
    const rows = rowsAt(market, now, begin, Math.floor(to / stepMs) * stepMs + stepMs - 1);
    return coarser(rows, stepMs, now);
  }
}

export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
