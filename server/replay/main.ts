import { existsSync } from 'node:fs';
import { CsvFileError, CsvRowError, UnknownMarketError } from '@detective/data';
import { followLive } from './follow-live.ts';
import { parseReplayCommand, ReplayUsageError, USAGE } from './replay-options.ts';
import { OtherCandlesError } from './replay.ts';
import { isAbort, runReplay } from './run-replay.ts';
import { RefusedByServerError } from './server-client.ts';

/** Faults of the command or its surroundings: a sentence says enough, and another start would change nothing. */
const EXPECTED = [CsvFileError, CsvRowError, OtherCandlesError, RefusedByServerError, UnknownMarketError];

/** Exit code of a worker that has said why it can't go on; any other but 0 is a fault of ours. */
const GIVEN_UP = 2;

const stopping = new AbortController();
const stop = () => stopping.abort();
process.once('SIGINT', stop).once('SIGTERM', stop);
// Started by the server: without it there is nobody to send to.
if (process.send) process.once('disconnect', stop);

try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  // The token comes from the environment, because everybody on the machine can see a command line.
  const command = parseReplayCommand(process.argv.slice(2));
  const run = command.exchange ? followLive : runReplay;
  await run(command, process.env.INGEST_TOKEN, stopping.signal);
} catch (error) {
  if (!isAbort(error, stopping.signal)) {
    const isUsage = error instanceof ReplayUsageError;
    const isExpected = isUsage || EXPECTED.some((kind) => error instanceof kind);
    process.exitCode = isExpected ? GIVEN_UP : 1;
    if (isUsage) console.error(`${error.message}\n\n${USAGE}`);
    else console.error(isExpected ? (error as Error).message : error);
  }
} finally {
  // The channel to the server would keep this process alive.
  if (process.connected) process.disconnect();
}
