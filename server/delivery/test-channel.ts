import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Delivery, DeliveryState, MessageKind, type Channel } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import type { MessageBody } from './incident-message.ts';
import { queueDeliveries } from './queue-deliveries.ts';

/** A test is answered when its attempt has ended, which it has after 15 s. */
const PATIENCE_MS = 17_000;
const POLL_MS = 100;

/** Sends a message to try a channel, and waits for what becomes of it: still pending where that takes too long. */
export async function testChannel(manager: EntityManager, channel: Channel): Promise<Delivery> {
  const { id, name } = channel;
  const message: MessageBody = {
    type: 'test',
    timestamp: new Date().toISOString(),
    title: `Bitcoin Anomaly Detective: a test of "${name}"`,
    text: 'This is a test: messages of this channel arrive here.',
    data: { channel: { id, name } },
  };
  const eventKey = `test ${randomUUID()}`;
  const [delivery = ''] = await queueDeliveries(manager, [
    { channel, eventKey, kind: MessageKind.TEST, message },
  ]);
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await manager.findOneByOrFail(Delivery, { id: delivery });
    if (found.state !== DeliveryState.PENDING || performance.now() > deadline) return found;
    await pause(POLL_MS);
  }
}
