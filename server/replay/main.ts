import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { CandleFileError, UnknownMarketError } from '@detective/data';
import { RefusedByServerError } from '../candle-sender/ask-server.ts';
import { CandleSender } from '../candle-sender/candle-sender.ts';
import { watchExchange } from '../sources/exchange-watch.ts';
import { OtherCandlesError } from '../sources/other-candles-error.ts';
import { SourceReporter } from '../sources/source-status.ts';
import { parseReplayArguments, ReplayUsageError, USAGE } from './replay-arguments.ts';
import { isAbort, NotStoredError, runReplay } from './run-replay.ts';

/** Faults of the command or its surroundings: a sentence says enough, and another start would change nothing. */
const EXPECTED = [
  ReplayUsageError,
  CandleFileError,
  OtherCandlesError,
  RefusedByServerError,
  UnknownMarketError,
  NotStoredError,
];

/** Exit code of a worker that has said why it can't go on; any other but 0 is a fault of ours. */
const GIVEN_UP = 2;

const reporter = new SourceReporter();
const stopping = new AbortController();
const stop = () => stopping.abort();
process.once('SIGINT', stop).once('SIGTERM', stop);
// Started by the server: without it there is nobody to send to.
if (process.send) process.once('disconnect', stop);

/**
 * The token comes from the environment, because everybody on the machine can see a command line; where it stands in
 * `.env` it is read anew each time, because tokens get changed.
 */
const fromEnvironment = process.env.INGEST_TOKEN;
const token = () =>
  fromEnvironment ?? (existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')).INGEST_TOKEN : undefined);

async function run(): Promise<void> {
  const args = parseReplayArguments(process.argv.slice(2));
  const { url, exchange } = args;
  const { signal } = stopping;
  const sender = new CandleSender({
    ...{ url, token, signal },
    onWaiting(reason) {
      console.error(`Waiting for the server: ${reason}`);
      reporter.tell('server', reason);
    },
    onResumed() {
      console.log('The server accepts candles again');
      reporter.tell('server', null);
    },
  });
  if (exchange) await watchExchange({ ...args, exchange, sender, reporter, signal });
  else await runReplay(args, { sender, reporter, token, signal });
}

function explain(error: unknown): void {
  const isExpected = error instanceof Error && EXPECTED.some((kind) => error instanceof kind);
  process.exitCode = isExpected ? GIVEN_UP : 1;
  if (error instanceof ReplayUsageError) console.error(`${error.message}\n\n${USAGE}`);
  else console.error(isExpected ? error.message : error);
  if (isExpected) reporter.ended(error.message);
}

try {
  await run();
} catch (error) {
  if (!isAbort(error, stopping.signal)) explain(error);
} finally {
  // The channel to the server would keep this process alive.
  if (process.connected) process.disconnect();
}
