import { ECDH } from 'node:crypto';
import webPush, { type RequestOptions } from 'web-push';
import { z } from 'zod';
import { ChannelTargetError } from './channel-target-error.ts';
import { checkHttpTarget } from './http-target.ts';
import type { Carrier, Message, Outcome } from './message.ts';
import { judgeStatus, postSafely, type Answer } from './post-safely.ts';
import { shorten } from './shorten.ts';

/** What proves to push services that all messages come from one server (RFC 8292). */
export interface VapidKeys {
  /** Uncompressed point on P-256, base64url: what a browser subscribes with. */
  readonly publicKey: string;
  readonly privateKey: string;
  /** Whom a push service may ask, "mailto:…" or "https://…". */
  readonly subject: string;
}

/** An alert of yesterday is no alert: the library's own default is four weeks. */
const TIME_TO_LIVE_S = 24 * 60 * 60;
/** Encrypted, it is 4,096: more than that no push service has to take. */
const LONGEST_PAYLOAD_BYTES = 3_993;
const LONGEST_TITLE = 200;

const subscription = z.object({
  endpoint: z.string(),
  keys: z.object({
    p256dh: z.string().refine(isPointOnCurve),
    auth: z.string().refine((text) => Buffer.from(text, 'base64url').length === 16),
  }),
});

/**
 * Push messages of browsers (RFC 8030), encrypted for one subscription (RFC 8291). The address is that subscription as
 * JSON; its endpoint is as secret as its keys.
 */
export function createPushCarrier(
  allowPrivateTargets: boolean,
  vapidKeys: (() => Promise<VapidKeys>) | undefined,
): Carrier {
  return {
    async check(address) {
      if (!vapidKeys) throw new ChannelTargetError('a server that has keys for push messages');
      const { endpoint } = parseSubscription(address);
      await checkHttpTarget(endpoint, allowPrivateTargets, 'that of a push service, as endpoint');
    },
    mask: maskSubscription,
    async carry(message, { address }, signal) {
      if (!vapidKeys) return { kind: 'failed', reason: 'This server has no keys for push messages.' };
      const receiver = parseSubscription(address);
      const options: RequestOptions = {
        vapidDetails: await vapidKeys(),
        TTL: TIME_TO_LIVE_S,
        urgency: 'high',
        contentEncoding: 'aes128gcm',
      };
      const details = webPush.generateRequestDetails(receiver, payloadOf(message), options);
      const headers = z.record(z.string(), z.union([z.string(), z.number()])).parse(details.headers);
      const post = { url: details.endpoint, headers, body: details.body, signal, allowPrivateTargets };
      return postSafely(post, judgePush);
    },
  };
}

function parseSubscription(address: string): z.infer<typeof subscription> {
  try {
    return subscription.parse(JSON.parse(address));
  } catch {
    throw new ChannelTargetError('the JSON of a PushSubscription with endpoint, keys.p256dh and keys.auth');
  }
}

function isPointOnCurve(text: string): boolean {
  try {
    const point = Buffer.from(text, 'base64url');
    return point.length === 65 && ECDH.convertKey(point, 'prime256v1').length > 0;
  } catch {
    return false;
  }
}

function maskSubscription(address: string): string {
  try {
    return new URL(parseSubscription(address).endpoint).host;
  } catch {
    return '…';
  }
}

/** What the page's service worker shows. */
function payloadOf({ id, type, timestamp, title, text, link }: Message): string {
  const all = { id, type, timestamp, title: shorten(title, LONGEST_TITLE), text: '', link };
  const left = LONGEST_PAYLOAD_BYTES - Buffer.byteLength(JSON.stringify(all));
  return JSON.stringify({ ...all, text: shorten(text, left, bytesInJsonText) });
}

const bytesInJsonText = (text: string) => Buffer.byteLength(JSON.stringify(text)) - 2;

function judgePush(answer: Answer): Outcome {
  const { status } = answer;
  if (status === 404 || status === 410)
    return { kind: 'gone', reason: `The browser's subscription has ended (${status}).` };
  if (status === 403)
    return {
      kind: 'gone',
      reason: 'The subscription belongs to other keys than those of this server (403).',
    };
  if (status === 400)
    return { kind: 'refused', reason: 'The push service does not take this message (400).' };
  return judgeStatus(answer);
}
