import { deepStrictEqual } from 'node:assert';
import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { createRandom } from '@detective/data';
import { simulatedHours, temporaryFolder } from '../../e2e/fixtures.ts';
import { freePort, ServerProcess } from '../../e2e/server-process.ts';
import { sendStubbornly } from '../../e2e/trust/candle-sender.ts';
import { EmbeddedDatabase } from '../../e2e/trust/embedded-database.ts';
import { follow, type Follower } from '../../e2e/trust/follower.ts';
import { expectSameRows, storedRows } from '../../e2e/trust/stored-rows.ts';
import { portOf, TcpProxy } from '../../e2e/trust/tcp-proxy.ts';
import { EmbeddedPostgres } from '../../server/database/embedded-postgres.ts';
import { misbehave } from './bad-clients.ts';
import { strike } from './blows.ts';
import { createSender, keepSending, type Sender } from './good-clients.ts';
import { readSlowly } from './slow-readers.ts';
import { compareThirds, percentile, watchMemory } from './memory.ts';

/**
 * `npm run soak [-- --minutes 30] [-- --seed N]`: as many candles as eight hours of a candle a minute bring, in many
 * series, through two servers on one PostgreSQL, in half an hour. One server is stopped and killed again and again, and
 * so is PostgreSQL; the other one lives all along, and its memory is watched. Beside the clients that send and follow
 * there are some that do everything wrong, and some that read slowly or not at all. In the end the database is compared row by row with one that was filled
 * without any of this. The last line is the verdict; the exit code follows it.
 */
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' } },
});
const durationMs = Number(values.minutes) * 60_000;
const seed = Number(values.seed);
const SERIES = 40;
const CANDLES = 8 * 60;
const FOLLOWED = 6;
const BAD_CLIENTS = 3;
/** A series that is far longer than what the network takes off a server for a client that does not read. */
const LONG = { symbol: 'SOAK-LONG', count: 20_000 };
const BLOWS = 30;

const faults: string[] = [];
const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`);
const list = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([name, count]) => `${count} × ${name}`)
    .join(', ');

async function judge(title: string, work: () => unknown): Promise<void> {
  try {
    await work();
    say(`ok     ${title}`);
  } catch (error) {
    faults.push(title);
    say(`FAILS  ${title}: ${error instanceof Error ? error.message.slice(0, 2_000) : String(error)}`);
  }
}

async function expectEachOnce(follower: Follower, sender: Sender): Promise<void> {
  const until = performance.now() + 120_000;
  while (follower.received.length < sender.candles.length && performance.now() < until) await pause(100);
  await follower.dispose();
  deepStrictEqual(
    follower.received,
    sender.candles.map(({ openTime }) => new Date(openTime).toISOString()),
  );
}

const folder = await temporaryFolder();
const postgres = await EmbeddedPostgres.start(join(folder.path, 'data'), pino({ level: 'silent' }));
const directUrl = await postgres.database('candles');
const proxy = await TcpProxy.start(portOf(directUrl));
const settingsOf = async (databaseUrl: string) => ({
  PORT: String(await freePort()),
  REPLAY_RATE: 'off',
  DATABASE_URL: databaseUrl,
  RATE_LIMIT: '1000000',
  LOG_LEVEL: 'error',
});
const settings = await settingsOf(proxy.through(directUrl));
const steady = await ServerProcess.start(await settingsOf(proxy.through(directUrl)));
const targets = {
  server: await ServerProcess.start(settings),
  settings,
  database: new EmbeddedDatabase(join(folder.path, 'data')),
  proxy,
  databasePort: portOf(directUrl),
};
const urls = [steady.url, targets.server.url];
const long = { symbol: LONG.symbol, candles: simulatedHours(LONG.count, seed * 1_000 + SERIES) };
await sendStubbornly(steady.url, long.symbol, long.candles, 1_000);
say(`${SERIES} series of ${CANDLES} candles in ${values.minutes} minutes, seed ${seed}`);

const senders = Array.from({ length: SERIES }, (_, index) =>
  createSender(`SOAK-${index}`, simulatedHours(CANDLES, seed * 1_000 + index)),
);
const storedSymbols = () => [
  long.symbol,
  ...senders.filter((sender) => sender.told.length > 0).map(({ symbol }) => symbol),
];
const followers = senders
  .slice(0, FOLLOWED)
  .map((sender, index) => follow(urls[index % 2] ?? '', sender.symbol));
const random = (offset: number) => createRandom(seed * 100_000 + offset);
const over = new AbortController();
// As many wait for it as there are clients.
setMaxListeners(0, over.signal);
const memory = watchMemory(steady, Math.max(1_000, durationMs / 300), over.signal);
const striking = strike(targets, durationMs / BLOWS, random(1), over.signal);
const misbehaving = Array.from({ length: BAD_CLIENTS }, (_, index) =>
  misbehave(urls, storedSymbols, random(2 + index), over.signal),
);
const readingSlowly = readSlowly({ server: steady, ...long, signal: over.signal });
const told = () => senders.reduce((sum, sender) => sum + sender.told.length, 0);
const progress = setInterval(
  () => say(`${told()} of ${SERIES * CANDLES} candles judged`),
  Math.max(10_000, durationMs / 15),
);

await judge('every candle was judged, each by one judgement, however often it was sent', () =>
  Promise.all(
    senders.map((sender, index) => keepSending(sender, urls, durationMs, random(100 + index), over.signal)),
  ),
);
over.abort();
clearInterval(progress);
say(`blows: ${list(await striking)}`);
const misdeeds = await Promise.all(misbehaving);
for (const { counts } of misdeeds) say(`misdeeds: ${list(counts)}`);
await judge('no misdeed of a client was called a fault of the server', () =>
  deepStrictEqual(
    misdeeds.flatMap(({ internalErrors }) => internalErrors),
    [],
  ),
);
const slow = await readingSlowly;
say(`slow readers: ${list(slow.counts)}`);
await judge('who reads nothing was dropped, and who reads slowly was served whole', () => {
  const never = Object.keys(slow.counts).filter((name) => slow.counts[name] === 0);
  deepStrictEqual({ faults: slow.faults, never }, { faults: [], never: [] });
});
await judge(`${FOLLOWED} subscribers had every detection once and in order`, () =>
  Promise.all(followers.map((follower, index) => expectEachOnce(follower, senders[index] as Sender))),
);

const rows = await storedRows(directUrl);
await judge('no judgement that a client was told is missing or differs', () => {
  const stored = new Map(
    rows.detection.map((row) => [`${String(row.symbol)} ${(row.open_time as Date).getTime()}`, row]),
  );
  for (const { symbol, candles, told } of senders) {
    for (const [index, { anomalyScore, isAnomaly }] of told.entries()) {
      const row = stored.get(`${symbol} ${candles[index]?.openTime}`);
      deepStrictEqual(
        { score: row?.anomaly_score, is: row?.is_anomaly },
        { score: anomalyScore, is: isAnomaly },
      );
    }
  }
});
await judge('the database is row by row what an undisturbed run gives', async () => {
  const url = await postgres.database('undisturbed');
  const server = await ServerProcess.start(await settingsOf(url));
  for (const { symbol, candles } of [...senders, long])
    await sendStubbornly(server.url, symbol, candles, 1_000);
  await server.stop();
  expectSameRows(rows, await storedRows(url));
});
const samples = await memory;
const { middle, last, isFlat } = compareThirds(samples);
await judge(
  `memory is flat: ${Math.round(middle)} MB in the middle third, ${Math.round(last)} MB in the last (median)`,
  () => deepStrictEqual(isFlat, true),
);
if (faults.length > 0) {
  say('what the servers logged last:');
  for (const line of [...steady.lines.slice(-10), ...targets.server.lines.slice(-10)]) console.log(line);
}
await targets.server.stop();
await steady.stop();
await postgres.dispose();
await proxy.goAway();
await folder.dispose();

const answers = senders.flatMap(({ answerMs }) => answerMs);
const refusals = senders.reduce((sum, sender) => sum + sender.refusals, 0);
const [median, p99, longest] = [0.5, 0.99, 1].map((share) => Math.round(percentile(answers, share)));
say(
  `${answers.length} answers: median ${median} ms, p99 ${p99} ms, longest ${longest} ms; ${refusals} refused for the moment`,
);
console.log(faults.length === 0 ? 'SOAK PASSED' : `SOAK FAILED: ${faults.join('; ')}`);
process.exit(faults.length === 0 ? 0 : 1);
