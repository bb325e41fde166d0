import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { ListenError, requireFreePort } from './require-free-port.ts';

const LOOPBACK = '127.0.0.1';

it('a port that is free stays free', async () => {
  const server = createServer().listen(0, LOOPBACK);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await expect(requireFreePort({ host: LOOPBACK, port })).rejects.toThrow(
    new ListenError(`The port ${port} is taken: set PORT to another one.`),
  );
  server.close();
  await once(server, 'close');
  await requireFreePort({ host: LOOPBACK, port });
  await requireFreePort({ host: LOOPBACK, port });
});

// An address for documentation (RFC 5737), and a name that never has one (RFC 6761).
it.each([
  ['192.0.2.1', 'This machine has no address 192.0.2.1: set HOST to one of its own.'],
  ['nowhere.invalid', 'The name nowhere.invalid has no address: set HOST to one of this machine.'],
])('an address that is none of this machine, such as %s, is told in a sentence', async (host, sentence) => {
  await expect(requireFreePort({ host, port: 0 })).rejects.toThrow(new ListenError(sentence));
});
