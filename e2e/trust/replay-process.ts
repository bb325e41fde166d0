import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The replay worker as a process of its own, as `npm run replay` starts it. */
export class ReplayProcess {
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown[]>;
  #output = '';

  /** @param rate candles a second, or `max` */
  constructor(csv: string, url: string, rate: number | 'max') {
    const parameters = ['--csv', csv, '--url', `${url}/graphql`, '--rate', String(rate)];
    this.#process = spawn(
      process.execPath,
      ['--enable-source-maps', 'server/dist/replay.js', ...parameters],
      {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#ended = once(this.#process, 'close');
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    }
  }

  /**
   * Resolves when everything was sent.
   *
   * @returns what it printed
   * @throws with what it printed when it gave up
   */
  async done(): Promise<string> {
    const [code] = await this.#ended;
    if (code !== 0) throw new Error(`The replay ended with ${String(code)}:\n${this.#output}`);
    return this.#output;
  }

  /** As a power cut does; harmless when it has ended by itself. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }
}
