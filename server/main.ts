import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { ArtifactError } from '@detective/models';
import pino from 'pino';
import { startApp } from './app.ts';
import { DatabaseEncodingError } from './database/database-encoding-error.ts';
import { DatabaseStartError } from './database/database-start-error.ts';
import { EmbeddedPostgresError } from './database/embedded-postgres-error.ts';
import { EmbeddedPostgres } from './database/embedded-postgres.ts';
import { NewerDatabaseError } from './database/newer-database-error.ts';
import { InvalidSettingsError } from './errors/settings-errors.ts';
import { ListenError } from './http/listen-error.ts';
import { requireFreePort } from './http/require-free-port.ts';
import { readSettings, type Settings } from './settings.ts';
import { superviseSource } from './sources/source-supervisor.ts';
import { stopWithParent } from './stop-with-parent.ts';

/** Real and simulated candles never share a database of ours. */
const databaseName = (settings: Settings) => (isSimulated(settings) ? 'simulated' : 'candles');

/** Markets that are watched from the start take the place of the simulated one. */
const isSimulated = ({ replayRate, candlesCsv, exchange, watch }: Settings) =>
  replayRate !== 'off' && candlesCsv === undefined && exchange === undefined && watch.length === 0;

/** Whatever still hangs by then is not worth waiting for: nothing that was answered can be lost. */
const LONGEST_FAREWELL_MS = 10_000;
/** A part that hangs is left behind, so that the ones below it still end: PostgreSQL must not go on alone. */
const LONGEST_PART_MS = 7_000;

interface Disposable {
  beginClosing?(): void;
  dispose(): Promise<void>;
}

async function start(settings: Settings, started: Disposable[], signal: AbortSignal): Promise<void> {
  const log = pino({ level: settings.logLevel, serializers: { error: pino.stdSerializers.err } });
  await requireFreePort(settings);
  let { databaseUrl } = settings;
  if (databaseUrl === undefined) {
    const postgres = await EmbeddedPostgres.start(settings.dataDir, log, signal);
    started.push(postgres);
    databaseUrl = await postgres.database(databaseName(settings));
  }
  signal.throwIfAborted();
  // Whatever the settings say, the source of candles gets in, and is not counted with the clients.
  const workerToken = randomBytes(24).toString('base64url');
  const app = await startApp(settings, databaseUrl, log, workerToken);
  started.push(app, { beginClosing: () => log.info('The server stops'), dispose: () => Promise.resolve() });
  const places = placesOf(settings, app.url);
  // Whoever waits for it does so at any LOG_LEVEL.
  const always = log.child({}, { level: 'info' });
  if (process.stdout.isTTY) console.log(`\n${places.map((place) => `  ${place}\n`).join('')}`);
  else always.info({ url: app.url }, `The server is ready. ${places.join(' · ').replace(/ +/g, ' ')}`);
  const hasSource = settings.candlesCsv !== undefined || settings.exchange !== undefined;
  if (settings.replayRate === 'off' || !(hasSource || isSimulated(settings))) return;
  started.push(superviseSource({ settings, url: app.url, status: app.sourceStatus, log, workerToken }));
}

/** Where to look, in lines for people; who collects logs gets them in one that a program can read. */
function placesOf({ hasPlayground }: Settings, url: string): string[] {
  const playground = hasPlayground ? [`Playground  ${url}/playground`] : [];
  return [`Dashboard   ${url}/`, `GraphQL     ${url}/graphql`, ...playground, `Health      ${url}/health`];
}

/** Nothing new is let in; then last started, first stopped: the worker, then requests, queue and database. */
async function stop(started: Disposable[]): Promise<void> {
  for (const part of started) part.beginClosing?.();
  for (const part of started.splice(0).reverse()) {
    await Promise.race([part.dispose(), pause(LONGEST_PART_MS, undefined, { ref: false })]);
  }
}

// Garbage may grow to the size of what is in use. V8 alone lets it grow to several times that, and what thousands of
// subscribers leave behind when they come stays for as long as they only wait (docs/performance.md).
setFlagsFromString('--heap-growing-percent=100');

const started: Disposable[] = [];
const stopping = new AbortController();

function stopOnce(): void {
  // A second Ctrl-C is for those who can't wait.
  if (stopping.signal.aborted) process.exit(1);
  stopping.abort();
  setTimeout(() => process.exit(1), LONGEST_FAREWELL_MS).unref();
  // What is still starting is let go of by the start itself.
  void running.then(() => stop(started)).then(() => process.exit(0));
}

// A terminal that is closed sends SIGHUP, at times twice; left alone it ends this process, and PostgreSQL runs on.
process.on('SIGHUP', () => {
  if (!stopping.signal.aborted) stopOnce();
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stopOnce);
stopWithParent(() => {
  if (!stopping.signal.aborted) stopOnce();
});

/** Faults of the surroundings get a sentence; anything else its stack, because it is ours. */
function explain(error: unknown): unknown {
  if (EXPECTED.some((kind) => error instanceof kind)) return (error as Error).message;
  return error;
}

const EXPECTED = [
  InvalidSettingsError,
  ArtifactError,
  EmbeddedPostgresError,
  DatabaseEncodingError,
  DatabaseStartError,
  NewerDatabaseError,
  ListenError,
];

async function run(): Promise<void> {
  try {
    await start(readSettings(console.warn), started, stopping.signal);
  } catch (error) {
    // Whoever stopped it knows why it did not start.
    if (stopping.signal.aborted) return;
    console.error(explain(error));
    await stop(started);
    process.exitCode = 1;
  }
}

const running = run();
await running;
