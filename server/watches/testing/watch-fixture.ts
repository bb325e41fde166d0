import { INTERVALS, simulate, type CompleteOhlcv, type Interval, type Ohlcv } from '@detective/data';
import { FakeExchange, type Mishap } from '../../../data/exchanges/testing/fake-exchange.ts';
import type { FakeMarket } from '../../../data/exchanges/testing/fake-market.ts';
import { bitcoinOn, dialectOf } from '../../../data/exchanges/testing/fixtures.ts';
import { provenCandles } from '../../candle-sender/proof.ts';
import { startTestServer, type RunningServer } from '../../testing/running-server.ts';

/** Enough for a loaded machine: a process has to start, load ccxt and ask. */
export const PATIENCE = { timeout: 60_000, interval: 100 };

/** Candles from so many before now on, and some that have yet to open. */
export function candlesAround(interval: Interval, count: number, seed = 5): CompleteOhlcv[] {
  const step = INTERVALS[interval];
  const now = Math.floor(Date.now() / step) * step;
  return [...simulate({ seed, interval, from: now - count * step, count: count + 30 })];
}

/** A server on this machine that is an exchange with one market of bitcoin. */
export async function startExchange(
  exchange: string,
  interval: Interval,
  candles: CompleteOhlcv[],
  kind: FakeMarket['kind'] = 'spot',
) {
  const { market, symbol } = bitcoinOn(exchange, candles, { kind, stepMs: INTERVALS[interval] });
  const server = await FakeExchange.start({
    dialect: dialectOf(exchange),
    markets: [market],
    now: Date.now,
  });
  return {
    server,
    market,
    key: { exchange, symbol, interval },
    setting: `${exchange}=${server.host.origin}`,
    /** What has closed by now, from a time on. */
    closed: (from: number) => {
      const end = Date.now() - INTERVALS[interval];
      return market.candles.filter(({ openTime }) => openTime >= from && openTime <= end);
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

export type Exchange = Awaited<ReturnType<typeof startExchange>>;

export const refuse: Mishap = (response) => response.destroy();

export const startWatchServer = (
  exchanges: readonly { setting: string }[],
  environment: Record<string, string> = {},
  databaseUrl?: string,
) =>
  startTestServer(
    { EXCHANGE_HOSTS: exchanges.map(({ setting }) => setting).join(' '), ...environment },
    databaseUrl,
  );

export const WATCH_FIELDS =
  'id exchange symbol interval state historyDays createdAt newestOpenTime nextExpectedAt lagSeconds failure failingSince retryAt';

export interface ToldWatch {
  id: string;
  exchange: string;
  symbol: string;
  interval: string;
  state: string;
  historyDays: number;
  createdAt: string;
  newestOpenTime: string | null;
  nextExpectedAt: string | null;
  lagSeconds: number | null;
  failure: string | null;
  failingSince: string | null;
  retryAt: string | null;
}

export async function watchesOf(server: Pick<RunningServer, 'ask'>): Promise<ToldWatch[]> {
  const { data } = await server.ask<{ watches: ToldWatch[] }>(`{ watches { ${WATCH_FIELDS} } }`);
  return data?.watches ?? [];
}

/** Begins a watch; throws what the server says where it refuses. */
export async function watchMarket(
  server: Pick<RunningServer, 'ask'>,
  market: { exchange: string; symbol: string; interval?: string; historyDays?: number },
): Promise<ToldWatch> {
  const { data, errors } = await server.ask<{ watchMarket: ToldWatch }>(
    `mutation Watch($exchange: String!, $symbol: String!, $interval: String! = "1h", $historyDays: Int! = 2) {
      watchMarket(exchange: $exchange, symbol: $symbol, interval: $interval, historyDays: $historyDays) { ${WATCH_FIELDS} }
    }`,
    market,
  );
  if (errors?.[0]) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);
  if (!data) throw new Error('neither data nor errors');
  return data.watchMarket;
}

/** All stored candles of a series, ascending. */
export async function storedCandles(
  server: Pick<RunningServer, 'ask'>,
  key: { exchange: string; symbol: string; interval: Interval },
): Promise<Ohlcv[]> {
  const query = `query Stored($exchange: String!, $symbol: String!, $interval: String!, $from: DateTime!) {
    candles(exchange: $exchange, symbol: $symbol, interval: $interval, from: $from, limit: 1000, mustExist: false) {
      openTime open high low close volume volumeIsKnown
    }
  }`;
  const stored: Ohlcv[] = [];
  for (let from = 0, count = 1_000; count === 1_000; from = (stored.at(-1)?.openTime ?? 0) + 1) {
    const variables = { ...key, from: new Date(from).toISOString() };
    const { data } = await server.ask<{ candles: unknown[] }>(query, variables);
    const page = provenCandles(data ?? {});
    stored.push(...page);
    count = page.length;
  }
  return stored;
}
