import { expect, it, onTestFinished } from 'vitest';
import { startTestServer } from '../testing/running-server.ts';

it('one socket has so many operations under way and no more; the others go on', async () => {
  const server = await startTestServer({ SUBSCRIPTIONS_PER_SOCKET: '3' });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const client = server.connect();
  const follow = () => client.iterate({ query: 'subscription { replay { state } }' });
  const followed = [follow(), follow(), follow()];
  const results = followed.map((each) => each.next());
  const figure = async () => {
    const { data } = (await client.iterate({ query: '{ __typename }' }).next()).value as { data?: unknown };
    return data;
  };
  await expect(figure()).rejects.toMatchObject([
    {
      message: 'Operations under way on one socket: expected at most 3, received 4',
      extensions: { code: 'LIMIT_EXCEEDED' },
    },
  ]);
  await followed[0]?.return?.();
  await expect.poll(() => figure().catch(() => undefined)).toEqual({ __typename: 'Query' });
  await client.dispose();
  await Promise.allSettled(results);
});
