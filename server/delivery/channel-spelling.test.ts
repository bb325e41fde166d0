import { expect, it, onTestFinished } from 'vitest';
import { candleInputs, startTestServer } from '../testing/running-server.ts';

const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
const ADD = 'mutation ($channel: ChannelInput!) { addChannel(channel: $channel) { channel { id } } }';
const UPDATE = `mutation ($id: ID!, $channel: ChannelInput!) {
  updateChannel(id: $id, channel: $channel) { symbol isPaused }
}`;

it('a channel of a market is refused where that is stored under another spelling, and could never tell anything', async () => {
  const server = await startTestServer({ ALLOW_PRIVATE_TARGETS: 'true' });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const channel = { kind: 'WEBHOOK', name: 'one', target: 'http://127.0.0.1:9/' };
  const add = async (filter: object) => {
    const { data, errors } = await server.ask<{ addChannel: { channel: { id: string } } }>(ADD, {
      channel: { ...channel, ...filter },
    });
    return errors?.[0]?.message ?? data?.addChannel.channel.id ?? '';
  };
  const update = (id: string, filter: object) =>
    server.ask(UPDATE, { id, channel: { ...channel, target: '', ...filter } });
  const UUID = /^[0-9a-f-]{36}$/;

  // Of nothing that is stored yet, and so any spelling may come.
  const early = await add({ symbol: 'btc-usd' });
  expect(early).toMatch(UUID);
  expect(await server.ask(SEND, { candles: candleInputs(2) })).not.toHaveProperty('errors');

  const refused = 'symbol: expected BTC/USD, as the market is stored, received BTCUSD';
  expect(await add({ symbol: 'BTCUSD' })).toBe(refused);
  expect(await add({ symbol: 'BTCUSD', exchange: '' })).toBe(refused);
  expect(await add({ symbol: 'BTCUSD', exchange: 'kraken' })).toMatch(UUID);
  expect(await add({ symbol: 'BTC/USD' })).toMatch(UUID);
  expect(await add({ symbol: 'ETHUSD' })).toMatch(UUID);

  // One that is there already can be paused all the same, and put right.
  expect(await update(early, { symbol: 'btc-usd', isPaused: true })).toMatchObject({
    data: { updateChannel: { symbol: 'btc-usd', isPaused: true } },
  });
  expect((await update(early, { symbol: 'BTCUSD' })).errors?.[0]?.message).toBe(refused);
  expect(await update(early, { symbol: 'BTC/USD' })).toMatchObject({
    data: { updateChannel: { symbol: 'BTC/USD' } },
  });
});
