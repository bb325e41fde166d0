import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:net';
import { freePort } from '../server-process.ts';

const OPERATION = new URL('../../docs/operation.md', import.meta.url);
const UPSTREAM = '127.0.0.1:4000';
/** The name in the examples of docs/operation.md. */
const HOST = 'detective.example.org';

const isInstalled = (program: string, flag: string) => spawnSync(program, [flag]).status === 0;

interface Place {
  folder: string;
  /** Where it listens on loopback. */
  port: number;
  serverUrl: string;
}

/** How to run a reverse proxy with what docs/operation.md says of it. */
export interface TlsProxyKind {
  name: string;
  isInstalled: boolean;
  /** Language of its block in the page. */
  block: string;
  configure(example: string, place: Place): string;
  command(file: string, place: Place): [string, string[]];
}

const hasOpenssl = isInstalled('openssl', 'version');

const nginx: TlsProxyKind = {
  name: 'nginx',
  isInstalled: hasOpenssl && isInstalled('nginx', '-v'),
  block: 'nginx',
  configure: (example, { folder, port, serverUrl }) => `
    daemon off; master_process off; pid ${folder}/pid; error_log stderr;
    events {}
    http {
      access_log off;
      client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
      fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
      ${replaced(example, [
        ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
        ['listen [::]:443 ssl;', ''],
        [`/etc/ssl/${HOST}.crt`, `${folder}/crt`],
        [`/etc/ssl/${HOST}.key`, `${folder}/key`],
        [UPSTREAM, new URL(serverUrl).host],
      ])}
    }`,
  command: (file, { folder }) => ['nginx', ['-p', folder, '-c', file]],
};

const caddy: TlsProxyKind = {
  name: 'Caddy',
  isInstalled: hasOpenssl && isInstalled('caddy', 'version'),
  block: 'caddyfile',
  configure: (example, { folder, port, serverUrl }) => `
    {
      admin off
      auto_https disable_redirects
      storage file_system ${folder}
    }
    ${replaced(example, [
      [`${HOST} {`, `https://${HOST}:${port} {\n bind 127.0.0.1\n tls ${folder}/crt ${folder}/key`],
      [UPSTREAM, new URL(serverUrl).host],
    ])}`,
  command: (file) => ['caddy', ['run', '--adapter', 'caddyfile', '--config', file]],
};

export const TLS_PROXIES = [nginx, caddy];

/** The example with values of this machine; one that is not in it is an error, because then it is not what is tried. */
function replaced(example: string, values: [string, string][]): string {
  return values.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`docs/operation.md: expected ${JSON.stringify(from)}`);
    return text.replace(from, to);
  }, example);
}

/** A reverse proxy in front of a server, as docs/operation.md sets it up, with a certificate of its own making. */
export class TlsProxy implements AsyncDisposable {
  readonly origin: string;
  readonly #place: Place;
  readonly #certificate: string;
  readonly #stop: () => Promise<void>;

  private constructor(place: Place, certificate: string, stop: () => Promise<void>) {
    this.#place = place;
    this.origin = `https://${HOST}:${place.port}`;
    this.#certificate = certificate;
    this.#stop = stop;
  }

  static async start(kind: TlsProxyKind, serverUrl: string): Promise<TlsProxy> {
    const folder = await mkdtemp(join(tmpdir(), 'tls-proxy-'));
    const place = { folder, port: await freePort(), serverUrl };
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', `/CN=${HOST}`];
    const names = ['-addext', `subjectAltName=DNS:${HOST}`];
    execFileSync('openssl', [...made, ...names, '-keyout', `${folder}/key`, '-out', `${folder}/crt`], {
      stdio: 'ignore',
    });
    const page = await readFile(OPERATION, 'utf8');
    const example = new RegExp(`\`\`\`${kind.block}\n([^]*?)\`\`\``).exec(page)?.[1] ?? '';
    const file = join(folder, 'configuration');
    await writeFile(file, kind.configure(example, place));
    const [program, parameters] = kind.command(file, place);
    const proxy = spawn(program, parameters, {
      env: { ...process.env, HOME: folder },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    proxy.stderr.on('data', (chunk) => (said += String(chunk)));
    const exited = once(proxy, 'exit');
    while (!(await accepts(place.port))) {
      if (proxy.exitCode !== null) throw new Error(`${kind.name} ended before it was ready:\n${said}`);
    }
    return new TlsProxy(place, await readFile(`${folder}/crt`, 'utf8'), async () => {
      proxy.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true });
    });
  }

  /** How a client finds it whose address is this one of loopback: there is no such name for it to look up. */
  via(localAddress: string, headers: Record<string, string> = {}) {
    const { port } = this.#place;
    const own = { host: `${HOST}:${port}`, ...headers };
    return {
      ...{ host: '127.0.0.1', port, localAddress, ca: this.#certificate, servername: HOST, agent: false },
      headers: own,
    } satisfies RequestOptions;
  }

  /** Asks one operation over HTTPS. */
  async ask(
    query: string,
    { from, variables = {}, headers = {} }: { from: string; variables?: object; headers?: object },
  ) {
    const outgoing = request({
      ...this.via(from, { 'content-type': 'application/json', ...headers }),
      path: '/graphql',
      method: 'POST',
    }).end(JSON.stringify({ query, variables }));
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of incoming) text += String(chunk);
    return { status: incoming.statusCode ?? 0, headers: incoming.headers, text };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}

function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => setTimeout(resolve, 50, false));
  }).then((answer) => {
    socket.destroy();
    return answer === true;
  });
}
