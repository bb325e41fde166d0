import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SEARCH_PATH } from './required-programs.ts';

/** So long may a part take to end when it is asked to, before it is killed. */
const LONGEST_FAREWELL_MS = 15_000;
const LOOK_EVERY_MS = 50;

export interface DaemonOptions {
  command: string;
  args: string[];
  logFile: string;
  /** Whose process it is; that of this one without it. */
  user?: User | undefined;
  environment?: Record<string, string>;
}

export interface User {
  uid: number;
  gid: number;
}

/** A program of the cluster, which can be killed, and started again just as it was. */
export class Daemon {
  readonly #options: DaemonOptions;
  #process: ChildProcess;
  #exited: Promise<unknown>;

  constructor(options: DaemonOptions) {
    this.#options = options;
    [this.#process, this.#exited] = run(options);
  }

  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** As a power cut does; resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited;
  }

  /** Only after it has ended. */
  restart(): void {
    [this.#process, this.#exited] = run(this.#options);
  }

  async dispose(): Promise<void> {
    if (!this.isRunning) return;
    this.#process.kill('SIGTERM');
    const isGone = await Promise.race([
      this.#exited.then(() => true),
      pause(LONGEST_FAREWELL_MS, false, { ref: false }),
    ]);
    if (!isGone) await this.kill();
  }

  /** The last lines of what it said. */
  get lastLines(): string {
    return readFileSync(this.#options.logFile, 'utf8').split('\n').slice(-15).join('\n');
  }
}

function run({ command, args, logFile, user, environment }: DaemonOptions): [ChildProcess, Promise<unknown>] {
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, {
    stdio: ['ignore', log, log],
    env: { ...process.env, PATH: SEARCH_PATH, ...environment },
    // Another user may not be allowed to be where this process is.
    cwd: dirname(logFile),
    ...user,
  });
  closeSync(log);
  return [child, once(child, 'exit')];
}

/**
 * Waits until something holds.
 *
 * @param what it is, for the error
 * @throws when it does not within `patienceMs`
 */
export async function until(
  what: string,
  holds: () => Promise<boolean> | boolean,
  patienceMs = 120_000,
): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`In vain waited ${patienceMs / 1_000} s until ${what}.`);
    await pause(LOOK_EVERY_MS);
  }
}
