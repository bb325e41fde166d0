import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A port that was free a moment ago: a server that is restarted has to come back where its clients look for it. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Environment without settings that a developer's shell may carry into the tests. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const settings =
    /^(PORT|HOST|DATABASE_URL|DATA_DIR|CANDLES_CSV|EXCHANGE|EXCHANGE_URL|EXCHANGE_HOSTS|WATCH|WATCH_HISTORY_DAYS|REPLAY_RATE|ALERTS_PER_WEEK|MODEL|LOG_LEVEL|ENCRYPTION_KEY|ALLOW_PRIVATE_TARGETS|PUBLIC_URL|HEARTBEAT_URL|SMTP_URL|MAIL_FROM|VITEST.*|NODE_ENV)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !settings.test(name)));
}

/** The server as its users start it, as a process that can be killed. */
export class ServerProcess {
  readonly lines: string[] = [];
  readonly url: string;
  readonly #process: ChildProcess;
  /** Resolves with its exit code, null after a signal. */
  readonly exited: Promise<number | null>;

  private constructor(settings: Record<string, string>) {
    this.url = `http://127.0.0.1:${settings.PORT}`;
    this.#process = spawn(process.execPath, ['--enable-source-maps', 'server/dist/main.js'], {
      cwd: ROOT,
      env: { ...cleanEnvironment(), ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = once(this.#process, 'close').then(([code]) => code as number | null);
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
    }
  }

  /** Starts a server and waits until it answers; its settings need a PORT. */
  static async start(settings: Record<string, string>): Promise<ServerProcess> {
    const server = new ServerProcess(settings);
    const isGone = server.exited.then(() => true);
    while (!(await server.isReady())) {
      const isOver = await Promise.race([isGone, new Promise((resolve) => setTimeout(resolve, 50, false))]);
      if (isOver) throw new Error(`The server ended before it was ready:\n${server.lines.join('\n')}`);
    }
    return server;
  }

  /** Starts a server without waiting for anything. */
  static spawn(settings: Record<string, string>): ServerProcess {
    return new ServerProcess(settings);
  }

  /** Runs a server that is expected to end by itself. */
  static async run(settings: Record<string, string>): Promise<{ code: number | null; output: string }> {
    const server = new ServerProcess(settings);
    const code = await server.exited;
    return { code, output: server.lines.join('\n') };
  }

  get pid(): number {
    return this.#process.pid ?? NaN;
  }

  async isReady(): Promise<boolean> {
    return fetch(`${this.url}/health`).then(
      (response) => response.ok,
      () => false,
    );
  }

  async ask<Data>(query: string, variables: object = {}): Promise<Data> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  /**
   * As an upgrade or Ctrl-C does; resolves when the process is gone.
   *
   * @returns its exit code
   */
  async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<number | null> {
    this.#process.kill(signal);
    return this.exited;
  }

  /** As a power cut does. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.exited;
  }
}
