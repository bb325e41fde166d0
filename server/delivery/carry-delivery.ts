import type { DeliveryState } from '@detective/schema';
import type { DataSource } from 'typeorm';
import { carrierOf, type Carriers } from './carriers-by-kind.ts';
import type { Message, Outcome } from './channels/message.ts';
import { openTarget } from './channel-target.ts';
import { claim, settle, type Claim } from './delivery-store.ts';
import { WrongKeyError, type SecretBox } from './secret-box.ts';

/** All of an attempt, from the look at the name to the last byte of the answer. */
const LONGEST_ATTEMPT_MS = 15_000;

export interface CarryOptions {
  dataSource: DataSource;
  carriers: Carriers;
  box: SecretBox;
  /** Ends the attempts under way. */
  signal: AbortSignal;
  /** Called when an attempt has ended and that is stored, with what has become of its delivery. */
  onEnd?: (claim: Claim, outcome: Outcome, state: DeliveryState | null) => void;
}

/**
 * Makes one attempt to deliver a message, if it is due. What it does to the outside lies between two transactions: if
 * the server dies in between, nobody knows whether the message got there, and it is sent again with the same id.
 */
export async function carryDelivery(id: string, options: CarryOptions): Promise<void> {
  const { dataSource, onEnd } = options;
  const claimed = await dataSource.transaction((manager) => claim(manager, id));
  if (!claimed) return;
  const outcome = await attempt(claimed, options);
  const state = await dataSource.transaction((manager) => settle(manager, claimed, outcome));
  onEnd?.(claimed, outcome, state);
}

async function attempt(
  { delivery, channel }: Claim,
  { carriers, box, signal }: CarryOptions,
): Promise<Outcome> {
  const ending = new AbortController();
  const stop = () => ending.abort();
  const timer = setTimeout(stop, LONGEST_ATTEMPT_MS);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    const target = openTarget(box, channel, new Date());
    const message = Object.assign({}, delivery.message, { id: delivery.id }) as Message;
    return await carrierOf(carriers, channel.kind).carry(message, target, ending.signal);
  } catch (error) {
    if (error instanceof WrongKeyError) return { kind: 'failed', reason: error.message };
    const name = error instanceof Error ? error.name : 'something unknown';
    return { kind: 'failed', reason: `The message could not be sent (${name}).` };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
