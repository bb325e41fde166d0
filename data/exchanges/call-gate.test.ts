import { expect, it } from 'vitest';
import { CallGate, type CallKind } from './call-gate.ts';

it('lets polls go first, and history every fifth time', async () => {
  const gate = new CallGate({ exchange: 'kraken', callsInFlight: 1 });
  const order: CallKind[] = [];
  const call = (kind: CallKind) => gate.pass(kind, async () => void order.push(kind));
  const kinds: CallKind[] = [...Array<CallKind>(4).fill('history'), ...Array<CallKind>(8).fill('poll')];
  await Promise.all(kinds.map(call));
  expect(order.join(' ')).toBe('history poll poll poll poll history poll poll poll poll history history');
});

it('keeps its places when a call fails', async () => {
  const gate = new CallGate({ exchange: 'kraken', callsInFlight: 2 });
  const fail = () => gate.pass('poll', () => Promise.reject(new Error('no')));
  await Promise.allSettled(Array.from({ length: 10 }, fail));
  expect(await gate.pass('history', async () => 'through')).toBe('through');
});

it('has no more than a thousand calls wait', async () => {
  const gate = new CallGate({ exchange: 'kraken', callsInFlight: 1 });
  let open: () => void = () => undefined;
  const first = gate.pass('poll', () => new Promise<void>((resolve) => (open = resolve)));
  const waiting = Array.from({ length: 1_000 }, () => gate.pass('poll', async () => 1));
  await expect(gate.pass('poll', async () => 1)).rejects.toThrow('kraken: too many requests are waiting');
  open();
  await Promise.all([first, ...waiting]);
});
