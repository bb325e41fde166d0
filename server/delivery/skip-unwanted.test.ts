import { ChannelKind, Delivery, MessageKind } from '@detective/schema';
import { expect, it } from 'vitest';
import { queueDeliveries } from './queue-deliveries.ts';
import { DeliveryFixture } from './testing/delivery-fixture.ts';
import { replies } from './testing/receiver.ts';

const patience = { timeout: 60_000, interval: 50 };

it('a channel that is set to other series is not told what waited of those before', async () => {
  await using fixture = await DeliveryFixture.open();
  const { channel, channels, receiver } = fixture;
  const { manager } = fixture.dataSource;
  receiver.reply = replies.fails;
  const about = (symbol: string, type: 'incident.opened' | 'silent') => {
    const series = { exchange: '', symbol, interval: '1h' };
    const common = { type, timestamp: '2026-03-02T03:00:00.000Z', title: `${symbol} 1h`, text: '' };
    const isSilent = type === 'silent';
    return {
      ...{
        channel,
        eventKey: `${type} ${symbol}`,
        message: { ...common, data: isSilent ? series : { incident: series } },
      },
      kind: isSilent ? MessageKind.SILENT : MessageKind.INCIDENT_OPENED,
    };
  };
  await queueDeliveries(manager, [
    ...[about('BTC/USD', 'incident.opened'), about('BTC/USD', 'silent')],
    ...[about('ETH/USD', 'incident.opened'), about('ETH/USD', 'silent')],
  ]);
  const receipts = () => manager.find(Delivery, { order: { number: 'ASC' } });
  await expect
    .poll(async () => (await receipts()).map(({ answers }) => answers.length), patience)
    .toEqual([1, 1, 1, 1]);
  const settings = { kind: ChannelKind.WEBHOOK, name: 'test', target: '' };
  await channels.update(channel.id, { ...settings, symbol: 'ETH/USD' });
  expect((await receipts()).map(({ state, lastError }) => [state, lastError]).slice(0, 2)).toEqual(
    Array(2).fill(['SKIPPED', 'The channel was set to other series.']),
  );
  receiver.reply = replies.ok;
  await expect
    .poll(async () => (await receipts()).map(({ state }) => state), patience)
    .toEqual(['SKIPPED', 'SKIPPED', 'DELIVERED', 'DELIVERED']);
});
