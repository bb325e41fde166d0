import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { CsvFileError, CsvRowError, demoSeries, readCsv, type Ohlcv } from '@detective/data';
import { createProgress } from './progress.ts';
import { ReplayControl } from './replay-control.ts';
import { ReplayLink, type WorkerState } from './replay-link.ts';
import { OtherCandlesError, replay } from './replay.ts';
import { parseReplayCommand, ReplayUsageError, USAGE, type ReplayCommand } from './replay-options.ts';
import { RefusedByServerError, ServerClient } from './server-client.ts';

const stopping = new AbortController();
const stop = () => stopping.abort();
process.once('SIGINT', stop).once('SIGTERM', stop);
// Started by the server: without it there is nobody to send to.
if (process.send) process.once('disconnect', stop);

async function* within({ from = -Infinity, to = Infinity }: ReplayCommand, candles: Iterable<Ohlcv>) {
  for (const candle of candles) if (candle.openTime >= from && candle.openTime < to) yield candle;
}

function open(command: ReplayCommand) {
  const { csv, from, to, key } = command;
  if (csv === undefined)
    return { source: 'the simulated market', candles: () => within(command, demoSeries().candles) };
  const options = {
    interval: key.interval,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
  return { source: basename(csv), candles: () => readCsv(csv, options) };
}

/** Counts what lies after the newest stored candle, which also finds a bad row before anything is sent. */
async function count(candles: AsyncIterable<Ohlcv>, newest: number): Promise<number> {
  let total = 0;
  for await (const { openTime } of candles) if (openTime > newest) total++;
  return total;
}

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const command = parseReplayCommand(process.argv.slice(2));
  const { source, candles } = open(command);
  const { signal } = stopping;
  // From the environment, because everybody on the machine can see a command line.
  const token = process.env.INGEST_TOKEN;
  const client = new ServerClient({
    url: command.url,
    token,
    signal,
    onWaiting: (reason) => console.log(`Waiting for the server: ${reason}`),
  });
  const newest = await client.newest(command.key);
  const total = await count(candles(), newest?.openTime ?? -Infinity);
  const from = newest ? `after ${new Date(newest.openTime).toISOString()}` : 'from the start';
  console.log(
    `Replaying ${source} as ${command.key.symbol} ${command.key.interval} ${from}: ${total} candles`,
  );
  const control = new ReplayControl({ isPaused: false, rate: command.rate, from: null, to: null }, signal);
  const link = new ReplayLink({ url: command.url, token, key: command.key, source, total, control });
  const progress = createProgress(total);
  let state: WorkerState = 'STOPPED';
  try {
    const sent = await replay({
      key: command.key,
      source,
      candles: candles(),
      client,
      control,
      signal,
      onProgress(made) {
        link.report(made);
        if (made.openTime !== null) progress.show(made.sent, made.openTime);
      },
    });
    if (!signal.aborted) state = 'FINISHED';
    progress.say(
      signal.aborted
        ? `Stopped after ${sent} candles; the next replay goes on there.`
        : `Done: ${sent} candles sent.`,
    );
  } finally {
    progress.dispose();
    await link.dispose(state);
  }
}

const EXPECTED = [CsvFileError, CsvRowError, OtherCandlesError, RefusedByServerError];

try {
  await main();
} catch (error) {
  if (!signalled(error)) {
    const isExpected = EXPECTED.some((kind) => error instanceof kind);
    if (error instanceof ReplayUsageError) console.error(`${error.message}\n\n${USAGE}`);
    else console.error(isExpected && error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
} finally {
  // The channel to the server would keep this process alive.
  if (process.connected) process.disconnect();
}

function signalled(error: unknown): boolean {
  return stopping.signal.aborted && error instanceof Error && error.name === 'AbortError';
}
