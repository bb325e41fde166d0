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
