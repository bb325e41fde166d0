import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../testing/start-postgres.ts', import.meta.url));
const KILLS = 3;
const patience = { timeout: 60_000, interval: 100 };

/** How to make a process the first of a system of its own, as containers do. */
const UNSHARE = [
  ...(userInfo().uid === 0 ? [] : ['--user', '--map-current-user']),
  ...['--pid', '--fork', '--kill-child', '--mount-proc'],
];

function mayUnshare(): boolean {
  try {
    execFileSync('unshare', [...UNSHARE, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The number outside of the container of a PostgreSQL that runs on a folder. */
async function postmasterOf(files: string): Promise<number | undefined> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (/\/postgres\0/.test(command) && command.includes(`\0${files}\0`)) return Number(pid);
  }
  return undefined;
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  );
}

it(
  'with Node as the first process of a container, a killed PostgreSQL is started again though nobody buries it',
  { timeout: 180_000 },
  async (test) => {
    if (!mayUnshare()) {
      test.skip('the kernel lets this user make no process the first one (unshare --pid is refused)');
    }
    const folder = await mkdtemp(join(tmpdir(), 'anomaly-detective-first-process-'));
    await chmod(folder, 0o755);
    const files = join(folder, 'postgres', 'cluster');
    const container = spawn('unshare', [...UNSHARE, process.execPath, '--import', 'tsx', SCRIPT, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [url] = (await once(createInterface({ input: container.stdout }), 'line')) as [string];
      for (let kill = 0; kill < KILLS; kill++) {
        const pid = await postmasterOf(files);
        process.kill(pid ?? NaN, 'SIGKILL');
        // It stays a zombie, which nothing but its state tells from a process that lives.
        await expect.poll(() => readFile(`/proc/${pid}/stat`, 'utf8'), patience).toMatch(/\) Z /);
        await expect.poll(() => postmasterOf(files), patience).not.toBe(undefined);
        await expect.poll(() => answers(url), patience).toBe(true);
      }
    } finally {
      const exited = once(container, 'exit');
      container.kill('SIGKILL');
      await exited;
      await expect.poll(() => postmasterOf(files), patience).toBe(undefined);
      await rm(folder, { recursive: true, force: true });
    }
  },
);
