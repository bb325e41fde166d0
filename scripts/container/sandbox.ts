import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** The user `node` of Docker's image for Node. */
const NODE_USER = 1000;
/** Node and npm of this machine stand for those of the image. */
const NODE_PREFIX = dirname(dirname(realpathSync(process.execPath)));
const HOST_FOLDERS = ['/usr', '/etc/ssl', ...(NODE_PREFIX.startsWith('/usr') ? [] : [NODE_PREFIX])];

export interface RunOptions {
  workdir: string;
  environment: Record<string, string>;
  user: 'root' | 'node';
  /** Everything but /tmp and these folders can only be read. */
  readOnlyBut?: string[];
}

/**
 * A folder as the root of a file system, with processes that see nothing else, of which the first is number 1: what a
 * container is, without Docker. The programs of this machine are lent to it, read-only. Takes root on Linux.
 */
export class Sandbox {
  constructor(readonly root: string) {
    for (const folder of ['etc', 'proc', 'dev', 'tmp', 'root', 'home/node', ...HOST_FOLDERS]) {
      mkdirSync(join(root, folder), { recursive: true });
    }
    chmodSync(join(root, 'tmp'), 0o1777);
    for (const link of ['bin', 'sbin', 'lib', 'lib64']) {
      if (existsSync(`/${link}`)) symlinkSync(`usr/${link}`, join(root, link));
    }
    writeFileSync(
      join(root, 'etc/passwd'),
      `root:x:0:0::/root:/bin/sh\nnode:x:${NODE_USER}:${NODE_USER}::/home/node:/bin/sh\n`,
    );
    writeFileSync(join(root, 'etc/group'), `root:x:0:\nnode:x:${NODE_USER}:\n`);
    for (const file of ['hosts', 'resolv.conf', 'nsswitch.conf']) {
      if (existsSync(`/etc/${file}`)) writeFileSync(join(root, 'etc', file), readFileSync(`/etc/${file}`));
    }
  }

  /** Whether this machine and user can do it. */
  static isPossible(): boolean {
    try {
      execFileSync('unshare', ['--mount', '--pid', '--fork', 'mount', '--make-rprivate', '/'], {
        stdio: 'ignore',
      });
      return true;
    } catch {
      return false;
    }
  }

  /** Starts a command as process 1. */
  spawn(words: string[], { workdir, environment, user, readOnlyBut }: RunOptions): ContainedProcess {
    const { root } = this;
    const mounts = [
      'set -e',
      'mount --make-rprivate /',
      `mount --bind ${root} ${root}`,
      ...HOST_FOLDERS.flatMap((folder) => [
        `mount --bind ${folder} ${root}${folder}`,
        `mount -o remount,ro,bind ${root}${folder}`,
      ]),
      `mount -t proc proc ${root}/proc`,
      `mount --rbind /dev ${root}/dev`,
      ...(readOnlyBut ? readOnlyBut.map((folder) => `mount --bind ${root}${folder} ${root}${folder}`) : []),
      ...(readOnlyBut ? [`mount -t tmpfs tmpfs ${root}/tmp`, `mount -o remount,ro,bind ${root}`] : []),
      `exec chroot ${user === 'node' ? `--userspec=${NODE_USER}:${NODE_USER}` : ''} ${root} "$@"`,
    ].join('\n');
    const variables = {
      PATH: `${NODE_PREFIX}/bin:/usr/local/bin:/usr/bin:/bin`,
      HOME: '/root',
      ...environment,
    };
    const command = [
      'env',
      '-i',
      '-C',
      workdir,
      ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
      ...words,
    ];
    return new ContainedProcess(
      spawn(
        'unshare',
        ['--mount', '--pid', '--fork', '--kill-child', '--', 'sh', '-c', mounts, 'sh', ...command],
        { stdio: ['ignore', 'pipe', 'pipe'] },
      ),
    );
  }

  /** Runs a command to its end; throws with what it printed unless it ends with 0. */
  async run(words: string[], options: RunOptions): Promise<void> {
    const contained = this.spawn(words, options);
    const code = await contained.exited;
    if (code !== 0) throw new Error(`${words.join(' ')}\nended with ${code}:\n${contained.output}`);
  }
}

/** A process in a sandbox, and what it has printed. */
export class ContainedProcess {
  output = '';
  readonly exited: Promise<number | null>;
  readonly #outer: ChildProcess;

  constructor(outer: ChildProcess) {
    this.#outer = outer;
    for (const stream of [outer.stdout, outer.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.exited = once(outer, 'close').then(([code]) => code as number | null);
  }

  /** The number on this machine of what is process 1 inside. */
  get pid(): number {
    const children = readFileSync(`/proc/${this.#outer.pid}/task/${this.#outer.pid}/children`, 'utf8');
    return Number(children.trim());
  }

  /** As `docker stop` does. */
  async stop(): Promise<number | null> {
    process.kill(this.pid, 'SIGTERM');
    return this.exited;
  }

  async kill(): Promise<void> {
    this.#outer.kill('SIGKILL');
    await this.exited;
  }
}
