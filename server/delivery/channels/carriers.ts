import { createDiscordCarrier } from './discord-carrier.ts';
import { createMailCarrier, type MailSettings } from './mail-carrier.ts';
import type { Carrier } from './message.ts';
import { createNtfyCarrier } from './ntfy-carrier.ts';
import { createPushCarrier, type VapidKeys } from './push-carrier.ts';
import { createSlackCarrier } from './slack-carrier.ts';
import { createTelegramCarrier } from './telegram-carrier.ts';
import { createWebhookCarrier } from './webhook-carrier.ts';

/** As the GraphQL enum of this name has them. */
export type ChannelKind = 'WEBHOOK' | 'EMAIL' | 'WEB_PUSH' | 'SLACK' | 'DISCORD' | 'TELEGRAM' | 'NTFY';

export interface CarrierSettings extends MailSettings {
  /** Asked at each attempt; undefined for a server without push messages. */
  readonly vapidKeys?: (() => Promise<VapidKeys>) | undefined;
}

/** What carries messages to each kind of channel. Holds no connection between two messages. */
export function createCarriers(settings: CarrierSettings): Readonly<Record<ChannelKind, Carrier>> {
  const { allowPrivateTargets, vapidKeys } = settings;
  return {
    WEBHOOK: createWebhookCarrier(allowPrivateTargets),
    EMAIL: createMailCarrier(settings),
    WEB_PUSH: createPushCarrier(allowPrivateTargets, vapidKeys),
    SLACK: createSlackCarrier(allowPrivateTargets),
    DISCORD: createDiscordCarrier(allowPrivateTargets),
    TELEGRAM: createTelegramCarrier(allowPrivateTargets),
    NTFY: createNtfyCarrier(allowPrivateTargets),
  };
}
