import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Settings } from './settings.ts';

const WORKER = fileURLToPath(new URL('replay/main.ts', import.meta.url));

export interface ReplayWorker {
  dispose(): Promise<void>;
}

/** Starts the replay as a process of its own, which ends with this one. What it prints goes into the log. */
export function startReplayWorker(
  { candlesCsv, replayRate }: Settings,
  url: string,
  log: Logger,
): ReplayWorker {
  const source = candlesCsv ? ['--csv', candlesCsv] : [];
  const worker = fork(WORKER, [...source, '--rate', String(replayRate), '--url', `${url}/graphql`], {
    silent: true,
  });
  const exited = once(worker, 'exit');
  if (worker.stdout) createInterface({ input: worker.stdout }).on('line', (line) => log.info(line));
  if (worker.stderr) createInterface({ input: worker.stderr }).on('line', (line) => log.error(line));
  return {
    async dispose() {
      worker.kill('SIGTERM');
      await exited;
    },
  };
}
