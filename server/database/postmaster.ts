import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, readlink, realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Whether a process is the PostgreSQL of a folder, and alive. A number in a lock file alone says little: the process
 * may be dead and wait for a parent that never asks (a zombie, which signals still reach; as the first process of a
 * container Node is such a parent), and the number may have gone to somebody else, be it a thread.
 *
 * @param pid as PostgreSQL's lock file has it
 * @param files the folder that PostgreSQL was started with
 * @throws when the system does not say, for want of file descriptors for instance; that is no sign of death
 */
export async function isPostmasterOf(pid: number, files: string): Promise<boolean> {
  // 0 and below would mean groups of processes.
  if (!(Number.isInteger(pid) && pid > 0) || !isThere(pid)) return false;
  if (process.platform === 'win32') return isPostgresOnWindows(pid);
  return existsSync('/proc/self/stat') ? isPostmasterInProc(pid, files) : isPostmasterByPs(pid, files);
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is somebody else's.
    return codeOf(error) === 'EPERM';
  }
}

async function isPostmasterInProc(pid: number, files: string): Promise<boolean> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name before the state may itself contain brackets and blanks.
    if (/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))) return false;
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
    if (basename(command[0] ?? '') !== 'postgres') return false;
    return command.includes(files) || (await readlink(`/proc/${pid}/cwd`)) === (await realpath(files));
  } catch (error) {
    // Gone meanwhile, or of a user who can't be the one that runs ours.
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(codeOf(error))) return false;
    throw error;
  }
}

async function isPostmasterByPs(pid: number, files: string): Promise<boolean> {
  const { stdout } = await run('ps', ['-o', 'stat=,args=', '-p', String(pid)]).catch((error: unknown) => {
    // It ends with 1 when there is no such process.
    if (codeOf(error) === '1') return { stdout: '' };
    throw error;
  });
  const [state, program] = stdout.trim().split(/\s+/);
  return /^[^Z]/.test(state ?? '') && basename(program ?? '') === 'postgres' && stdout.includes(files);
}

async function isPostgresOnWindows(pid: number): Promise<boolean> {
  const { stdout } = await run('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH']);
  return stdout.startsWith('"postgres.exe"');
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '');
