import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DataDirError, DataDirInUseError } from './embedded-postgres-error.ts';
import { EmbeddedPostgres } from './embedded-postgres.ts';
import { isPostmasterOf } from './postmaster.ts';

const SCRIPT = fileURLToPath(new URL('../testing/start-postgres.ts', import.meta.url));
const patience = { timeout: 30_000, interval: 100 };

const log = pino({ level: 'silent' });
let folder: string;
let files: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anomaly-detective-postgres-'));
  await chmod(folder, 0o755);
  files = join(folder, 'postgres', 'cluster');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function connect(url: string) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const lockFile = () => join(files, 'postmaster.pid');
const postmasterPid = async () => Number((await readFile(lockFile(), 'utf8')).split('\n')[0]);

const answerOf = (url: string) =>
  connect(url).then(
    (client) => client.end().then(() => 'up'),
    () => 'away',
  );

/** A server process that has started the database of the folder. */
async function startServer() {
  const server = spawn(process.execPath, ['--import', 'tsx', SCRIPT, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
  const kill = async () => {
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  };
  return { url, kill };
}

it('keeps its data from one start to the next', async () => {
  const first = await EmbeddedPostgres.start(folder, log);
  const writer = await connect(await first.database('kept'));
  await writer.query('CREATE TABLE kept AS SELECT 42 AS answer');
  await writer.end();
  await first.dispose();

  const second = await EmbeddedPostgres.start(folder, log);
  const reader = await connect(await second.database('kept'));
  expect((await reader.query('SELECT answer FROM kept')).rows).toEqual([{ answer: 42 }]);
  await reader.end();
  await second.dispose();
});

it('is refused while another server has it, however idle, which notices nothing', async () => {
  const server = await startServer();
  const pid = await postmasterPid();
  await expect(EmbeddedPostgres.start(folder, log)).rejects.toThrow(DataDirInUseError);
  expect(await postmasterPid()).toBe(pid);
  expect(await answerOf(server.url)).toBe('up');

  await server.kill();
  const heir = await EmbeddedPostgres.start(folder, log);
  await heir.dispose();
});

it('is taken over when a killed server left it running, whoever else looks into it', async () => {
  const server = await startServer();
  const pid = await postmasterPid();
  const onlooker = await connect(server.url);
  await server.kill();
  const heir = await EmbeddedPostgres.start(folder, log);
  expect(await postmasterPid()).toBe(pid);
  expect(await answerOf(server.url)).toBe('up');
  await onlooker.end();
  await heir.dispose();
  expect(await isPostmasterOf(pid, files)).toBe(false);
});

it('starts again right after server and PostgreSQL were killed', { timeout: 120_000 }, async () => {
  for (let round = 0; round < 3; round++) {
    const server = await startServer();
    const pid = await postmasterPid();
    await server.kill();
    process.kill(pid, 'SIGKILL');
    const postgres = await EmbeddedPostgres.start(folder, log);
    expect(await answerOf(await postgres.database('candles'))).toBe('up');
    await postgres.dispose();
  }
});

it('starts over the lock file of a dead PostgreSQL whose process number has gone to somebody else', async () => {
  const first = await EmbeddedPostgres.start(folder, log);
  const lines = (await readFile(lockFile(), 'utf8')).split('\n');
  await first.dispose();
  await writeFile(lockFile(), [process.pid, ...lines.slice(1)].join('\n'));
  const second = await EmbeddedPostgres.start(folder, log);
  expect(await postmasterPid()).not.toBe(process.pid);
  await second.dispose();
});

it('comes back on the same address when PostgreSQL itself is killed', async () => {
  const postgres = await EmbeddedPostgres.start(folder, log);
  const url = await postgres.database('candles');
  process.kill(await postmasterPid(), 'SIGKILL');
  await expect.poll(() => answerOf(url), patience).toBe('away');
  await expect.poll(() => answerOf(url), patience).toBe('up');
  await postgres.dispose();
});

it('leaves nothing running when it is told to stop while it starts', { timeout: 60_000 }, async () => {
  await EmbeddedPostgres.start(folder, log).then((postgres) => postgres.dispose());
  for (const afterMs of [0, 20, 60, 120, 250]) {
    const stopping = new AbortController();
    setTimeout(() => stopping.abort(), afterMs);
    const outcome = await EmbeddedPostgres.start(folder, log, stopping.signal).catch((error: Error) => error);
    if (outcome instanceof EmbeddedPostgres) await outcome.dispose();
    else expect(outcome.name).toBe('AbortError');
    await expect(readFile(lockFile())).rejects.toThrow('ENOENT');
  }
});

it('says in a sentence that the password is missing, and takes an empty one for none before there are data', async () => {
  const password = join(folder, 'postgres', 'password');
  const first = await EmbeddedPostgres.start(folder, log);
  await first.dispose();
  await truncate(password);
  const refused = EmbeddedPostgres.start(folder, log);
  await expect(refused).rejects.toThrow(DataDirError);
  await expect(refused).rejects.toThrow(`${password} is empty`);
  await writeFile(password, 'another');
  await expect(EmbeddedPostgres.start(folder, log)).rejects.toThrow('does not open the database');

  await truncate(password);
  await rm(files, { recursive: true });
  const anew = await EmbeddedPostgres.start(folder, log);
  await anew.dispose();
});

it('may lie in a folder whose name means something to a shell', { timeout: 60_000 }, async () => {
  const strange = join(folder, 'a $HOME `b` "c" it\'s ü');
  const postgres = await EmbeddedPostgres.start(strange, log);
  const url = await postgres.database('strange');
  expect(await answerOf(url)).toBe('up');
  const [pid] = (await readFile(join(strange, 'postgres', 'cluster', 'postmaster.pid'), 'utf8')).split('\n');
  expect(await isPostmasterOf(Number(pid), join(strange, 'postgres', 'cluster'))).toBe(true);
  await postgres.dispose();
  expect(await answerOf(url)).toBe('away');
});

it('says in a sentence that its folder can not be one', async () => {
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  const refused = EmbeddedPostgres.start(join(file, 'data'), log);
  await expect(refused).rejects.toThrow(DataDirError);
  await expect(refused).rejects.toThrow(/there is a file of that name \(EEXIST\).*DATA_DIR/);
});

it('says in a sentence that its folder is read-only', async (test) => {
  const readOnly = join(folder, 'read-only');
  await mkdir(readOnly);
  const isRoot = userInfo().uid === 0;
  // Root may write whatever the mode says, but not to a file system that is mounted read-only.
  if (isRoot && !mountReadOnly(readOnly)) test.skip('root, and the kernel lets it mount nothing');
  if (!isRoot) await chmod(readOnly, 0o555);
  try {
    const refused = EmbeddedPostgres.start(join(readOnly, 'data'), log);
    await expect(refused).rejects.toThrow(DataDirError);
    await expect(refused).rejects.toThrow(/read-only.*\((EROFS|EACCES)\).*DATA_DIR/);
  } finally {
    if (isRoot) execFileSync('umount', [readOnly]);
  }
});

function mountReadOnly(path: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=1m,mode=755', 'tmpfs', path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
