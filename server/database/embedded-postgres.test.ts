import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DataDirInUseError, EmbeddedPostgres } from './embedded-postgres.ts';

const log = pino({ level: 'silent' });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anomaly-detective-postgres-'));
  await chmod(folder, 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function connect(url: string) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const postmasterPid = async () =>
  Number((await readFile(join(folder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0]);

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

it('is taken over when a killed server left it running, and refused while another server uses it', async () => {
  const script = fileURLToPath(new URL('../testing/start-postgres.ts', import.meta.url));
  const server = spawn(process.execPath, ['--import', 'tsx', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
  const user = await connect(line);
  const exited = once(server, 'exit');
  server.kill('SIGKILL');
  await exited;
  await expect(EmbeddedPostgres.start(folder, log)).rejects.toThrow(DataDirInUseError);
  await user.end();
  const pid = await postmasterPid();
  const heir = await EmbeddedPostgres.start(folder, log);
  expect(await postmasterPid()).toBe(pid);
  await heir.dispose();
});

it('comes back on the same address when PostgreSQL itself is killed', async () => {
  const postgres = await EmbeddedPostgres.start(folder, log);
  const url = await postgres.database('candles');
  process.kill(await postmasterPid(), 'SIGKILL');
  const state = () =>
    connect(url).then(
      (client) => client.end().then(() => 'up'),
      () => 'away',
    );
  const patience = { timeout: 30_000, interval: 100 };
  await expect.poll(state, patience).toBe('away');
  await expect.poll(state, patience).toBe('up');
  await postgres.dispose();
});
