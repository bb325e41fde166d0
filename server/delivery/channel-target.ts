import { randomBytes } from 'node:crypto';
import type { Channel } from '@detective/schema';
import type { Target } from './channels/message.ts';
import type { SecretBox } from './secret-box.ts';

const SECRET_BYTES = 32;
/** So long both secrets hold when one is replaced. */
export const ROTATION_MS = 24 * 3_600_000;

/** A signing secret of a webhook and the time until which it holds; null for the newest. */
export interface SigningSecret {
  secret: string;
  until: string | null;
}

/** @returns a secret as the Standard Webhooks specification writes it */
export const newSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;

export function sealSecrets(box: SecretBox, channelId: string, secrets: readonly SigningSecret[]): string {
  return box.seal(JSON.stringify(secrets), `${channelId} secrets`);
}

/** The secrets of a channel that still hold, the newest first. */
export function openSecrets(
  box: SecretBox,
  { id, sealedSecrets }: Pick<Channel, 'id' | 'sealedSecrets'>,
  now: Date,
): SigningSecret[] {
  if (sealedSecrets === null) return [];
  const all = JSON.parse(box.open(sealedSecrets, `${id} secrets`)) as SigningSecret[];
  return all.filter(({ until }) => until === null || new Date(until) > now);
}

export const sealTarget = (box: SecretBox, channelId: string, address: string): string =>
  box.seal(address, `${channelId} target`);

/** @throws {WrongKeyError} if it was encrypted with another key */
export function openTarget(box: SecretBox, channel: Channel, now: Date): Target {
  return {
    address: box.open(channel.sealedTarget, `${channel.id} target`),
    secrets: openSecrets(box, channel, now).map(({ secret }) => secret),
  };
}
