import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from './daemon.ts';

/**
 * Kills a PostgreSQL with all of its processes, as a power cut does, and waits until they are gone. Does nothing where
 * none runs.
 */
export async function killPostgres(dataFolder: string): Promise<void> {
  const postmaster = await postmasterOf(dataFolder);
  if (postmaster === undefined) return;
  const all = [postmaster, ...(await childrenOf(postmaster))];
  for (const pid of all) killIfThere(pid);
  await until('PostgreSQL is gone', async () => (await Promise.all(all.map(isRunning))).every((is) => !is));
}

/** The process that its lock file names, unless that number is somebody else's by now. */
async function postmasterOf(dataFolder: string): Promise<number | undefined> {
  const text = await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.includes(dataFolder) ? pid : undefined;
}

async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const parents = await Promise.all(pids.map(async (pid) => (await statusOf(pid))?.parent));
  return pids.filter((_, index) => parents[index] === parent);
}

/** A zombie is gone; only its parent has not asked yet. */
const isRunning = async (pid: number) => !['Z', undefined].includes((await statusOf(pid))?.state);

async function statusOf(pid: number): Promise<{ state: string; parent: number } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // After the command's name, which stands in parentheses and may hold anything: state and parent.
  const [state, parent] = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === undefined ? undefined : { state, parent: Number(parent) };
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
