import type { Carrier } from './message.ts';
import { createWebhookCarrier } from './webhook-carrier.ts';

/** As the GraphQL enum of this name has them. */
export type ChannelKind = 'WEBHOOK';

export interface CarrierSettings {
  /** ALLOW_PRIVATE_TARGETS: also this machine and private networks, and without TLS. */
  readonly allowPrivateTargets: boolean;
}

/** What carries messages to each kind of channel. */
export function createCarriers({
  allowPrivateTargets,
}: CarrierSettings): Readonly<Record<ChannelKind, Carrier>> {
  return { WEBHOOK: createWebhookCarrier(allowPrivateTargets) };
}
