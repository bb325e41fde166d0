import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '@detective/data';
import { ServerProcess } from '../../e2e/server-process.ts';
import type { EmbeddedDatabase } from '../../e2e/trust/embedded-database.ts';
import type { TcpProxy } from '../../e2e/trust/tcp-proxy.ts';

/** What can be struck. */
export interface Targets {
  /** The server that is stopped and killed; started again with the same settings. */
  server: ServerProcess;
  settings: Record<string, string>;
  database: EmbeddedDatabase;
  proxy: TcpProxy;
  databasePort: number;
}

const BLOWS: Record<string, (targets: Targets, random: Random) => Promise<void>> = {
  'restart of a server (SIGTERM)': async (targets) => {
    await targets.server.stop();
    targets.server = await ServerProcess.start(targets.settings);
  },
  'kill -9 of a server': async (targets) => {
    await targets.server.kill();
    targets.server = await ServerProcess.start(targets.settings);
  },
  'kill -9 of PostgreSQL': async ({ database }) => void (await database.killPostmaster()),
  'kill -9 of a process of PostgreSQL': async ({ database }) => void (await database.killBackend()),
  'PostgreSQL out of reach': async ({ proxy, databasePort }, random) => {
    await proxy.goAway();
    await pause(1_000 + random.integer(9_000));
    await proxy.comeBack(databasePort);
  },
};

/**
 * Strikes again and again, with a random pause after each recovery.
 *
 * @returns how often each blow fell
 */
export async function strike(
  targets: Targets,
  pauseMs: number,
  random: Random,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const names = Object.keys(BLOWS);
  const counts: Record<string, number> = {};
  let order = names;
  for (let blow = 0; !signal.aborted; blow++) {
    await pause(pauseMs * (0.5 + random.uniform()), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    // Each kind once before any comes again, in an order of chance.
    if (blow % names.length === 0) order = shuffled(names, random);
    const name = order[blow % names.length] ?? '';
    await BLOWS[name]?.(targets, random);
    counts[name] = (counts[name] ?? 0) + 1;
    while (!(await targets.server.isReady())) await pause(100);
  }
  return counts;
}

function shuffled(names: string[], random: Random): string[] {
  const keys = new Map(names.map((name) => [name, random.uniform()]));
  return [...names].sort((one, other) => (keys.get(one) ?? 0) - (keys.get(other) ?? 0));
}
