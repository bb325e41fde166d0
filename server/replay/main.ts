import { existsSync } from 'node:fs';
import { CsvFileError, CsvRowError } from '@detective/data';
import { parseReplayCommand, ReplayUsageError, USAGE } from './replay-options.ts';
import { OtherCandlesError } from './replay.ts';
import { isAbort, runReplay } from './run-replay.ts';
import { RefusedByServerError } from './server-client.ts';

/** Faults of the command or its surroundings: a sentence says enough. */
const EXPECTED = [CsvFileError, CsvRowError, OtherCandlesError, RefusedByServerError];

const stopping = new AbortController();
const stop = () => stopping.abort();
process.once('SIGINT', stop).once('SIGTERM', stop);
// Started by the server: without it there is nobody to send to.
if (process.send) process.once('disconnect', stop);

try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  // The token comes from the environment, because everybody on the machine can see a command line.
  await runReplay(parseReplayCommand(process.argv.slice(2)), process.env.INGEST_TOKEN, stopping.signal);
} catch (error) {
  if (!isAbort(error, stopping.signal)) {
    process.exitCode = 1;
    if (error instanceof ReplayUsageError) console.error(`${error.message}\n\n${USAGE}`);
    else if (EXPECTED.some((kind) => error instanceof kind)) console.error((error as Error).message);
    else console.error(error);
  }
} finally {
  // The channel to the server would keep this process alive.
  if (process.connected) process.disconnect();
}
