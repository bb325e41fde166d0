import { ServerProcess } from '../../e2e/server-process.ts';

/** Where the servers find what they need. */
export interface ServerAddresses {
  databaseUrl: string;
  standbyUrl: string;
  redisUrl: string;
}

/** The servers of the cluster, as their users start them. */
export class Servers {
  readonly #settings: Record<string, string>[];
  readonly #processes: ServerProcess[] = [];

  private constructor(settings: Record<string, string>[]) {
    this.#settings = settings;
  }

  static async start(
    ports: number[],
    { databaseUrl, standbyUrl, redisUrl }: ServerAddresses,
  ): Promise<Servers> {
    const servers = new Servers(
      ports.map((port) => ({
        ...{ PORT: String(port), DATABASE_URL: databaseUrl, STANDBY_URL: standbyUrl, REDIS_URL: redisUrl },
        ...{ REPLAY_RATE: 'off', LOG_LEVEL: 'warn', MAX_SERIES: '100000', TRUSTED_PROXIES: 'loopback' },
        // All clients of a test have one address.
        ...{ RATE_LIMIT: '1000000', CONNECTIONS_PER_ADDRESS: '20000' },
      })),
    );
    try {
      for (const settings of servers.#settings) servers.#processes.push(await ServerProcess.start(settings));
      return servers;
    } catch (error) {
      await servers.dispose();
      throw error;
    }
  }

  async kill(index: number): Promise<void> {
    await this.#processes[index]?.kill();
  }

  /** Resolves when it is ready. */
  async restart(index: number): Promise<void> {
    this.#processes[index] = await ServerProcess.start(this.#settings[index] ?? {});
  }

  /** What they said last, a server after the other. */
  get lastLines(): string[] {
    return this.#processes.flatMap(({ url, lines }) => [url, ...lines.slice(-12)]);
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#processes.map((server) => server.stop()));
  }
}
