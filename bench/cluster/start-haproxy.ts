import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../e2e/server-process.ts';
import { Daemon } from './daemon.ts';
import type { PostgresNode } from './postgres-pair.ts';
import { fillTemplate } from './template.ts';

/** Starts what leads to the present primary, to its standby and to the servers. */
export async function startHaproxy(folder: string, nodes: readonly PostgresNode[], serverPorts: number[]) {
  const [postgresPort, standbyPort, httpPort] = [await freePort(), await freePort(), await freePort()];
  const file = join(folder, 'haproxy.cfg');
  const text = await fillTemplate('haproxy.cfg', {
    POSTGRES_PORT: postgresPort,
    STANDBY_PORT: standbyPort,
    HTTP_PORT: httpPort,
    POSTGRES_SERVERS: nodes
      .map(({ name, port, restPort }) => `  server ${name} 127.0.0.1:${port} check port ${restPort}`)
      .join('\n'),
    SERVERS: serverPorts.map((port, index) => `  server server-${index} 127.0.0.1:${port} check`).join('\n'),
  });
  await writeFile(file, text);
  const daemon = new Daemon({
    ...{ command: 'haproxy', args: ['-db', '-f', file], logFile: join(folder, 'haproxy.log') },
  });
  return { postgresPort, standbyPort, url: `http://127.0.0.1:${httpPort}`, dispose: () => daemon.dispose() };
}
