import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../e2e/server-process.ts';

/** This checkout of the project. */
export const HERE = fileURLToPath(new URL('..', import.meta.url));

/** The server of a checkout of this project, as its users start it, on a database. */
export async function startCheckout(
  folder: string,
  databaseUrl: string,
  settings: Record<string, string> = {},
) {
  const port = await freePort();
  const child = startScript(folder, [serverOf(folder)], {
    PORT: String(port),
    REPLAY_RATE: 'off',
    DATABASE_URL: databaseUrl,
    RATE_LIMIT: '1000000',
    CONNECTIONS_PER_ADDRESS: '20000',
    MAX_SERIES: '100000',
    LOG_LEVEL: 'warn',
    ...settings,
  });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(`${url}/health`);
  return {
    url,
    figure: (name: string) => figure(url, name),
    ask: (query: string, variables: object = {}) => ask(url, query, variables),
    dispose: child.stop,
  };
}

/** Its bundle, or its sources where a checkout knows no bundle. */
const serverOf = (folder: string) =>
  ['server/dist/main.js', 'server/main.ts'].find((file) => existsSync(join(folder, file))) ?? '';

export type CheckoutServer = Awaited<ReturnType<typeof startCheckout>>;

/** A program in a process of its own; one of TypeScript goes through tsx. */
export function startScript(folder: string, args: string[], settings: Record<string, string> = {}) {
  const loader = args[0]?.endsWith('.ts') ? ['--import', 'tsx'] : ['--enable-source-maps'];
  const child = spawn(process.execPath, [...loader, ...args], {
    cwd: folder,
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  return {
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until somebody answers with success. */
export async function untilReady(url: string): Promise<void> {
  const isReady = () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) await pause(100);
}

/** A figure that the server tells Prometheus. */
async function figure(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
}

async function ask(url: string, query: string, variables: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Record<string, unknown>; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}
