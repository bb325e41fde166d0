import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { DatabaseStartError } from './database-start-error.ts';

it('names each address of a host that has several, of which none answers', async () => {
  const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
  const socket = connect({
    host: 'localhost',
    port: 1,
    lookup: (_host, _options, tell) => tell(null, addresses),
  });
  const [error] = await once(socket, 'error');
  expect(DatabaseStartError.explain(error)).toMatchObject({
    message:
      "The database can't be used: connect ECONNREFUSED 127.0.0.1:1, connect ECONNREFUSED 127.0.0.2:1. " +
      'Look at host and port in DATABASE_URL, and whether PostgreSQL runs there.',
  });
});

it('takes a name server that can not be reached for what it is: the host is not found', () => {
  const error = Object.assign(new Error('getaddrinfo EAI_AGAIN database'), { code: 'EAI_AGAIN' });
  expect(DatabaseStartError.explain(error)).toBeInstanceOf(DatabaseStartError);
});

it('leaves what is no fault of the database as it is', () => {
  const error = new TypeError('x is not a function');
  expect(DatabaseStartError.explain(error)).toBe(error);
});
