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

it('an operation that can not begin says why, and ends nothing but itself', async () => {
  const server = await startTestServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const client = server.connect();
  const other = client.iterate({ query: 'subscription { watches { id } }' });
  expect((await other.next()).value).toEqual({ data: { watches: [] } });
  const first = async (query: string, operationName?: string) =>
    ((await client.iterate({ query, ...(operationName !== undefined && { operationName }) }).next()).value ??
      {}) as object;
  const refused = (message: string) => [{ message, extensions: { code: 'BAD_USER_INPUT' } }];
  for (const query of [
    'subscription { watches @skip(if: true) { id } }',
    'subscription { ...All @include(if: false) } fragment All on Subscription { watches { id } }',
    'subscription { ... @include(if: false) { watches { id } } }',
  ]) {
    expect(await first(query)).toEqual({
      errors: refused(
        'Expected a field to subscribe to, received none: what there is was left out by @skip or @include',
      ),
    });
  }
  const two = 'query A { __typename } query B { __typename }';
  expect(await first(two, 'B')).toEqual({ data: { __typename: 'Query' } });
  for (const [query, name, message] of [
    [two, 'C', 'operationName: expected A or B, received "C"'],
    [two, undefined, 'operationName: expected A or B, received none'],
    ['{ __typename }', 'A', 'operationName: expected none, received "A"'],
    [
      'subscription ($is: Boolean = true) { watches @include(if: $is) { id } }',
      undefined,
      '@include on the field of a subscription: expected true or false, received a variable',
    ],
    ['fragment F on Query { __typename }', undefined, 'query: expected an operation, received none'],
  ] as const)
    await expect(first(query, name)).rejects.toEqual(refused(message));
  const byVariable = `query A { __typename }
    subscription B ($is: Boolean!) { ...All } fragment All on Subscription { ... { watches @skip(if: $is) { id } } }`;
  expect((await server.ask(byVariable, {})).errors).toEqual(
    refused('@skip on the field of a subscription: expected true or false, received a variable'),
  );
  await expect(first('{ nothing }')).rejects.toHaveLength(1);
  const end = other.return?.();
  await end;
  expect(await first('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
});
