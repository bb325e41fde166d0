import type { ServerResponse } from 'node:http';
import { CandleTable } from '@detective/data';
import { describe, expect, it, vi } from 'vitest';
import { startHttpReceiver } from '../testing/http-receiver.ts';
import { ControlConnection } from './control-connection.ts';
import { RemainingCandles } from './remaining-candles.ts';
import { ReplayPacing } from './replay-pacing.ts';

const COMMAND = { isPaused: false, rate: 5, from: null, to: null } as const;

/** A replay's way to a server that takes no WebSocket, and answers the reports like this; `index` counts them from 0. */
async function connect(answer: (response: ServerResponse, index: number) => void) {
  const reports: { state: string }[] = [];
  const receiver = await startHttpReceiver((response, { method, body }) => {
    if (method !== 'POST') return void response.destroy();
    const { variables } = JSON.parse(body.toString()) as { variables: { report: { state: string } } };
    answer(response, reports.push(variables.report) - 1);
  });
  const connection = new ControlConnection({
    url: `${receiver.url}/graphql`,
    key: { exchange: '', symbol: 'BTC/USD', interval: '1h' },
    source: 'hours.csv',
    remaining: new RemainingCandles(await CandleTable.from([]), 0),
    pacing: new ReplayPacing(COMMAND, new AbortController().signal),
  });
  return {
    connection,
    states: () => reports.map(({ state }) => state),
    async [Symbol.asyncDispose]() {
      await connection.dispose('STOPPED');
      await receiver[Symbol.asyncDispose]();
    },
  };
}

describe('the reports of a replay', () => {
  it('go one after the other, so that a pause is not overtaken by what was said before it', async () => {
    let answerFirst: () => void = () => undefined;
    await using replay = await connect((response, index) => {
      if (index === 0) answerFirst = () => void response.end('{}');
      else response.end('{}');
    });
    replay.connection.report({ done: 1, openTime: 0, isWaiting: false });
    await vi.waitUntil(() => replay.states().length === 1, { timeout: 5_000 });
    replay.connection.report({ done: 1, openTime: 0, isWaiting: true });
    // Long enough for it to be there, if it went on its own.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(replay.states()).toEqual(['RUNNING']);
    answerFirst();
    await vi.waitUntil(() => replay.states().length === 2, { timeout: 5_000 });
    expect(replay.states()).toEqual(['RUNNING', 'PAUSED']);
  });

  it('are made again when they are lost: a paused replay has no other to make', async () => {
    await using replay = await connect((response, index) => {
      if (index === 0) response.destroy();
      else response.end('{}');
    });
    replay.connection.report({ done: 1, openTime: 0, isWaiting: true });
    await vi.waitUntil(() => replay.states().length === 2, { timeout: 5_000 });
    expect(replay.states()).toEqual(['PAUSED', 'PAUSED']);
  });

  it('end with how the replay ended', async () => {
    const replay = await connect((response) => response.end('{}'));
    replay.connection.report({ done: 1, openTime: 0, isWaiting: false });
    await replay.connection.dispose('FINISHED');
    expect(replay.states().at(-1)).toBe('FINISHED');
    await replay[Symbol.asyncDispose]();
  });
});
