import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candleInputs, startTestServer, take, type RunningServer } from '../testing/running-server.ts';

const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
const GIVE = `mutation ($openTime: DateTime!, $kind: VerdictKind, $note: String! = "") {
  giveVerdict(openTime: $openTime, kind: $kind, note: $note) { verdict { openTime kind note decidedAt } }
}`;
const FOLLOW = 'subscription { verdicts { completeFrom verdicts { openTime kind note decidedAt } } }';

interface List {
  completeFrom: string | null;
  verdicts: { openTime: string; kind: string; note: string; decidedAt: string }[];
}

const candles = candleInputs(30);
const [first = '', second = ''] = candles.map(({ openTime }) => openTime);

let one: RunningServer;
let other: RunningServer;
beforeAll(async () => {
  one = await startTestServer();
  // Without a channel between the two every wake-up of the other is lost.
  other = await startTestServer({}, one.databaseUrl);
  await one.ask(SEND, { candles });
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await one[Symbol.asyncDispose]();
});

const follow = (server: RunningServer) => server.connect().iterate({ query: FOLLOW });

async function give(server: RunningServer, openTime: string, kind: string | null, note = '') {
  const { data, errors } = await server.ask<{ giveVerdict: { verdict: List['verdicts'][0] | null } }>(GIVE, {
    openTime,
    kind,
    note,
  });
  expect(errors).toBeUndefined();
  return data?.giveVerdict.verdict ?? null;
}

async function next(lists: AsyncIterableIterator<unknown>): Promise<List> {
  const { value } = (await lists.next()) as { value: { data: { verdicts: List } } };
  return value.data.verdicts;
}

it('a verdict that is given, changed or taken back reaches the followers of every server, whichever took it', async () => {
  const followers = [one, one, other, other].map(follow);
  for (const follower of followers)
    expect(await next(follower)).toEqual({ completeFrom: null, verdicts: [] });
  const expectAll = async (verdicts: (List['verdicts'][0] | null)[]) => {
    for (const list of await Promise.all(followers.map(next)))
      expect(list).toEqual({ completeFrom: null, verdicts });
  };
  const given = await give(other, second, 'FALSE', 'a bad print');
  expect(given).toMatchObject({ openTime: second, kind: 'FALSE', note: 'a bad print' });
  await expectAll([given]);
  const earlier = await give(one, first, 'REAL');
  await expectAll([earlier, given]);
  const changed = await give(one, second, 'EXPECTED', 'a bad print');
  await expectAll([earlier, changed]);
  await give(other, first, null);
  await expectAll([changed]);
  await give(one, second, null);
  await expectAll([]);
});

it('a follower that comes back finds what was given and taken back meanwhile', async () => {
  await give(one, first, 'REAL');
  const client = one.connect();
  const [before] = await take<List>(1, client.iterate({ query: FOLLOW }), 'verdicts');
  expect(before?.verdicts.map(({ openTime }) => openTime)).toEqual([first]);
  await give(other, first, null);
  await give(other, second, 'FALSE');
  const [after] = await take<List>(1, client.iterate({ query: FOLLOW }), 'verdicts');
  expect(after?.verdicts.map(({ openTime }) => openTime)).toEqual([second]);
  await give(other, second, null);
});

describe('the verdicts of a series', () => {
  it.each([
    ['symbol: "BTC\\u0000USD"', 'BAD_USER_INPUT'],
    [`symbol: "${'A'.repeat(33)}"`, 'BAD_USER_INPUT'],
    ['interval: "1 fortnight"', 'BAD_USER_INPUT'],
  ])('are refused for %s', async (argument, code) => {
    const query = `subscription { verdicts(${argument}) { completeFrom } }`;
    const { value } = (await one.connect().iterate({ query }).next()) as {
      value: { errors: { extensions: { code: string } }[] };
    };
    expect(value.errors[0]?.extensions.code).toBe(code);
  });

  it('are for those who may read', async () => {
    await using guarded = await startTestServer({ READ_TOKEN: 'read-token-of-sixteen' });
    const answer = async (connectionParams: Record<string, unknown>) =>
      (await guarded.connect({ connectionParams }).iterate({ query: FOLLOW }).next()).value as {
        data?: unknown;
      };
    // A refusal ends the operation before it runs: the client throws what it is told.
    await expect(answer({})).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    const { data } = await answer({ authorization: 'Bearer read-token-of-sixteen' });
    expect(data).toEqual({ verdicts: { completeFrom: null, verdicts: [] } });
  });
});
