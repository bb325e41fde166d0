import { Webhook } from 'standardwebhooks';
import { checkHttpTarget, maskUrl } from './http-target.ts';
import type { Carrier, Message, Target } from './message.ts';
import { judgeStatus, postSafely } from './post-safely.ts';

/**
 * Webhooks as the Standard Webhooks specification has them: `{ type, timestamp, data }` as JSON, signed by each valid
 * secret, with the id of the delivery. The time of the signature is that of the attempt, because receivers refuse one
 * that is more than five minutes old.
 *
 * @see https://www.standardwebhooks.com
 */
export function createWebhookCarrier(allowPrivateTargets: boolean): Carrier {
  return {
    async check(address) {
      await checkHttpTarget(address, allowPrivateTargets, 'https://example.org/alerts');
    },
    mask: maskUrl,
    carry(message, target, signal) {
      const body = bodyOf(message);
      const headers = { 'content-type': 'application/json', ...signatureOf(message.id, body, target) };
      return postSafely({ url: target.address, headers, body, signal, allowPrivateTargets }, judgeStatus);
    },
  };
}

/** Whoever passes a message on to people needs the way to the page as well. */
const bodyOf = ({ type, timestamp, data, link }: Message) =>
  JSON.stringify({ type, timestamp, data: link === undefined ? data : { ...data, link } });

function signatureOf(id: string, body: string, { secrets }: Target): Record<string, string> {
  const now = new Date();
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(' '),
  };
}
