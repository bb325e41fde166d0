import { INTERVALS, simulate, type Ohlcv } from '@detective/data';
import { expect, it } from 'vitest';
import { FakeExchange } from '../../data/exchanges/testing/fake-exchange.ts';
import type { FakeMarket } from '../../data/exchanges/testing/fake-market.ts';
import { bitcoinOn, dialectOf } from '../../data/exchanges/testing/fixtures.ts';
import { createDatabase } from '../../server/testing/test-database.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import { withDatabase } from './stored-rows.ts';

const MINUTE = INTERVALS['1m'];
const TAKEN_OVER_WITHIN_MS = 30_000;
const NAMES = Array.from({ length: 10 }, (_, index) => `C${String.fromCharCode(65 + index)}A`);

/** A server that is an exchange with ten markets, whose candles close every minute. */
async function startExchange(exchange: string, seed: number) {
  const from = Math.floor(Date.now() / MINUTE) * MINUTE - 1_500 * MINUTE;
  const markets = NAMES.map((name, index): FakeMarket => {
    const candles = [...simulate({ seed: seed + index, interval: '1m', from, count: 1_560 })];
    const { market } = bitcoinOn(exchange, candles, { stepMs: MINUTE });
    return { ...market, id: market.id.replace('BTC', name), base: name };
  });
  const server = await FakeExchange.start({ dialect: dialectOf(exchange), markets, now: Date.now });
  const { symbol } = bitcoinOn(exchange, [], { stepMs: MINUTE });
  return { exchange, server, markets, symbolOf: (base: string) => symbol.replace('BTC', base) };
}

const EXPECTED = 'SELECT open_time, open, high, low, close, volume FROM candle';

it('two servers on one database follow twenty markets once each; when one is killed the other goes on within 30 s', async () => {
  const exchanges = [await startExchange('okx', 100), await startExchange('coinbase', 200)];
  const databaseUrl = await createDatabase();
  const watched = exchanges.flatMap(({ exchange, markets, symbolOf }) =>
    markets.map(({ base }) => `${exchange}:${symbolOf(base)}:1m`),
  );
  const settings = {
    DATABASE_URL: databaseUrl,
    WATCH: watched.join(' '),
    WATCH_HISTORY_DAYS: '1',
    EXCHANGE_HOSTS: exchanges.map(({ exchange, server }) => `${exchange}=${server.host.origin}`).join(' '),
  };
  const started: ServerProcess[] = [];
  const start = async () => {
    const server = await ServerProcess.start({ ...settings, PORT: String(await freePort()) });
    started.push(server);
    return server;
  };
  try {
    const servers = [await start(), await start()] as const;
    const states = async () => {
      const { watches } = await servers[1].ask<{ watches: { state: string }[] }>('{ watches { state } }');
      return watches.map(({ state }) => state);
    };
    const allLive = Array.from({ length: 20 }, () => 'LIVE');
    await expect.poll(states, { timeout: 120_000, interval: 500 }).toEqual(allLive);

    // A busy server may have handed them on.
    const isLeader = ({ lines }: ServerProcess) =>
      lines.findLast((line) => /follows the watches (now|no longer)/.test(line))?.includes('watches now') ??
      false;
    const [first, second] = isLeader(servers[0]) ? servers : [servers[1], servers[0]];
    await first.kill();
    const killedAt = performance.now();
    for (const { server } of exchanges) server.requests.length = 0;
    const notYetAsked = () =>
      exchanges.flatMap(({ server, markets }) =>
        markets.map(({ id }) => id).filter((id) => !server.candleRequests.some((path) => path.includes(id))),
      );
    await expect.poll(notYetAsked, { timeout: TAKEN_OVER_WITHIN_MS, interval: 100 }).toEqual([]);
    console.log(
      `All twenty were followed again ${Math.round((performance.now() - killedAt) / 100) / 10} s after the kill.`,
    );

    // Candles that close from now on come, too.
    const until = Math.floor(Date.now() / MINUTE) * MINUTE;
    const newest = async () => {
      const { watches } = await second.ask<{ watches: { newestOpenTime: string }[] }>(
        '{ watches { newestOpenTime } }',
      );
      return Math.min(...watches.map(({ newestOpenTime }) => Date.parse(newestOpenTime)));
    };
    await expect.poll(newest, { timeout: 150_000, interval: 1_000 }).toBeGreaterThanOrEqual(until);
    await withDatabase(databaseUrl, async (client) => {
      for (const { exchange, markets, symbolOf } of exchanges) {
        for (const { base, candles } of markets) {
          const { rows } = await client.query<Omit<Ohlcv, 'openTime'> & { open_time: Date }>(
            `${EXPECTED} WHERE exchange = $1 AND symbol = $2 AND interval = '1m' ORDER BY open_time`,
            [exchange, symbolOf(base)],
          );
          const stored = rows.map(({ open_time, ...values }) => ({
            openTime: open_time.getTime(),
            ...values,
          }));
          const begin = stored[0]?.openTime ?? NaN;
          const end = stored.at(-1)?.openTime ?? NaN;
          expect(stored.length, `${exchange} ${base}`).toBeGreaterThanOrEqual(1_440);
          expect(end).toBeGreaterThanOrEqual(until);
          expect(stored).toEqual(candles.filter(({ openTime }) => openTime >= begin && openTime <= end));
        }
      }
    });
  } finally {
    for (const server of started) await server.kill();
    for (const { server } of exchanges) await server[Symbol.asyncDispose]();
  }
}, 400_000);
