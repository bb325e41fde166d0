import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../server/testing/test-database.ts';
import { simulatedHours, temporaryFolder, writeCsv } from './fixtures.ts';
import { freePort, ServerProcess } from './server-process.ts';
import { withDatabase } from './trust/stored-rows.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.dispose());

describe('the server process', () => {
  it('says what is wrong with a setting and ends', async () => {
    const { code, output } = await ServerProcess.run({ PORT: '1', REPLAY_RATE: 'fast' });
    expect(code).toBe(1);
    expect(output).toMatch(/REPLAY_RATE: expected .* received "fast"/);
  });

  it('writes a line of JSON for whatever happens to it, from its start to its end', async () => {
    const CANDLES_CSV = await writeCsv(join(folder.path, 'hours.csv'), simulatedHours(20));
    const server = await ServerProcess.start({
      ...{ PORT: String(await freePort()), DATA_DIR: join(folder.path, 'logged') },
      ...{ CANDLES_CSV, REPLAY_RATE: 'max' },
    });
    await expect.poll(() => server.lines.join('\n'), { timeout: 20_000 }).toMatch('Done: 20 candles');
    expect(await server.stop()).toBe(0);
    const lines = server.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const line of lines) {
      const type = expect.any(Number) as number;
      expect(line).toMatchObject({ level: type, time: type, msg: expect.any(String) as string });
    }
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: expect.stringMatching(/^The server is ready\. Dashboard http/) as string,
        url: server.url,
      }),
    );
    expect(lines.at(-1)?.msg).toBe('The server stops');
  });

  it('says where it serves whatever the LOG_LEVEL', async () => {
    const server = await ServerProcess.start({
      ...{ PORT: String(await freePort()), DATA_DIR: join(folder.path, 'warned') },
      ...{ REPLAY_RATE: 'off', LOG_LEVEL: 'warn' },
    });
    expect(server.lines.join('\n')).toMatch(`${server.url}/health`);
    expect(await server.stop()).toBe(0);
    expect(server.lines).toHaveLength(1);
  });

  it('says that its port is taken, and leaves its data folder free for the next start', async () => {
    const PORT = String(await freePort());
    const first = await ServerProcess.start({
      PORT,
      REPLAY_RATE: 'off',
      DATA_DIR: join(folder.path, 'first'),
    });
    const DATA_DIR = join(folder.path, 'second');
    const blocked = await ServerProcess.run({ PORT, REPLAY_RATE: 'off', DATA_DIR });
    expect(blocked).toMatchObject({
      code: 1,
      output: expect.stringMatching(`port ${PORT} .*taken`) as string,
    });
    const moved = await ServerProcess.start({ PORT: String(await freePort()), REPLAY_RATE: 'off', DATA_DIR });
    await moved.stop();
    await first.stop();
  });

  it('leaves the database as it is where its port is taken', async () => {
    const PORT = String(await freePort());
    const DATABASE_URL = await createDatabase();
    const first = await ServerProcess.start({
      PORT,
      REPLAY_RATE: 'off',
      DATA_DIR: join(folder.path, 'third'),
    });
    const { output } = await ServerProcess.run({ PORT, REPLAY_RATE: 'off', DATABASE_URL });
    await first.stop();
    expect(output).toMatch(`port ${PORT} is taken`);
    const { rows } = await withDatabase(DATABASE_URL, (client) =>
      client.query('SELECT relname FROM pg_stat_user_tables'),
    );
    expect(rows).toEqual([]);
  });

  it('says in a sentence that a newer version has written its database, and ends', async () => {
    const settings = {
      PORT: String(await freePort()),
      REPLAY_RATE: 'off',
      DATABASE_URL: await createDatabase(),
    };
    await (await ServerProcess.start(settings)).stop();
    await withDatabase(settings.DATABASE_URL, (client) =>
      client.query(`INSERT INTO migrations (timestamp, name) VALUES (4102444800000, 'Later4102444800000')`),
    );
    const { code, output } = await ServerProcess.run(settings);
    expect(code).toBe(1);
    expect(output.trim()).toMatch(/^The database was written by a newer version: .*Later4102444800000.*\.$/);
  });
});

describe('the command for migrations', () => {
  const migration = async (command: string, DATABASE_URL: string) =>
    (
      await run(
        process.execPath,
        ['--import', 'tsx', 'node_modules/typeorm/cli.js', '-d', 'ormconfig.ts', `migration:${command}`],
        { cwd: ROOT, env: { ...process.env, DATABASE_URL } },
      )
    ).stdout;

  it('says which are still to come, runs them, and says which have run', async () => {
    const url = await createDatabase();
    expect(await migration('show', url)).toContain('[ ] CandlesAndDetections');
    expect(await migration('run', url)).toMatch(/AlertBudgets\d+ has been\s+executed successfully/);
    expect(await migration('show', url)).toContain('[X] 1 CandlesAndDetections');
  });
});
