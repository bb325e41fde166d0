import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto';
import ece from 'http_ece';
import { describe, expect, it } from 'vitest';
import webPush from 'web-push';
import { startHttpReceiver, type AnswerPost, type ReceivedPost } from '../../testing/http-receiver.ts';
import { createPushCarrier, type VapidKeys } from './push-carrier.ts';
import { inTime, MESSAGE } from './test-message.ts';

const VAPID: VapidKeys = { ...webPush.generateVAPIDKeys(), subject: 'mailto:operator@example.org' };
const keysOf = (keys: VapidKeys) => () => Promise.resolve(keys);
const created: AnswerPost = (response) => response.writeHead(201).end();

/** What a browser keeps of its subscription, and what it gives away. */
function subscribe(endpoint: string) {
  const ecdh = createECDH('prime256v1');
  const auth = randomBytes(16);
  const p256dh = ecdh.generateKeys().toString('base64url');
  const address = JSON.stringify({
    endpoint,
    expirationTime: null,
    keys: { p256dh, auth: auth.toString('base64url') },
  });
  const decrypt = (body: Buffer) =>
    JSON.parse(ece.decrypt(body, { version: 'aes128gcm', privateKey: ecdh, authSecret: auth }).toString());
  return { address, decrypt };
}

async function push(answer: AnswerPost = created, message = MESSAGE) {
  await using receiver = await startHttpReceiver(answer);
  const { address, decrypt } = subscribe(`${receiver.url}/push/secret`);
  const carrier = createPushCarrier(true, keysOf(VAPID));
  const outcome = await carrier.carry(message, { address, secrets: [] }, inTime());
  const [post] = receiver.posts;
  if (!post) throw new Error('nothing came');
  return { outcome, post, payload: decrypt(post.body) as Record<string, string>, origin: receiver.url };
}

/** As a push service does it (RFC 8292). */
function claimsOf({ headers }: ReceivedPost, { publicKey }: VapidKeys): Record<string, unknown> {
  const [, token = '', key] = /^vapid t=([^,]+), k=(.+)$/.exec(headers.authorization ?? '') ?? [];
  expect(key).toBe(publicKey);
  const point = Buffer.from(publicKey, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
  const jwk = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  const [head = '', claims = '', signature = ''] = token.split('.');
  const signed = Buffer.from(`${head}.${claims}`);
  const isValid = verify(
    'sha256',
    signed,
    { key: jwk, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  expect(isValid).toBe(true);
  return JSON.parse(Buffer.from(claims, 'base64url').toString());
}

describe('a push message', () => {
  it('can be read by the browser that subscribed, and by the push service only who sent it', async () => {
    const { outcome, post, payload, origin } = await push();
    expect(outcome).toEqual({ kind: 'delivered' });
    const { id, type, timestamp, title, text, link } = MESSAGE;
    expect(payload).toEqual({ id, type, timestamp, title, text, link });
    expect(post).toMatchObject({
      path: '/push/secret',
      headers: { 'content-encoding': 'aes128gcm', ttl: '86400' },
    });
    expect(claimsOf(post, VAPID)).toMatchObject({ aud: origin, sub: VAPID.subject });
  });

  it('is shortened to what every push service has to take', async () => {
    for (const text of ['Größer 📉 '.repeat(1_000), '"\n'.repeat(5_000)]) {
      const { post, payload } = await push(created, { ...MESSAGE, text });
      expect(post.body.length).toBeLessThanOrEqual(4_096);
      expect(post.body.length).toBeGreaterThan(4_080);
      expect(payload.text?.endsWith('…')).toBe(true);
      expect(payload.link).toBe(MESSAGE.link);
    }
  });

  it('is gone with its subscription, waits when asked to, and is refused when too large', async () => {
    const kinds: Record<number, string> = {
      404: 'gone',
      410: 'gone',
      403: 'gone',
      400: 'refused',
      413: 'refused',
    };
    for (const [status, kind] of Object.entries(kinds))
      expect((await push((response) => response.writeHead(Number(status)).end())).outcome.kind).toBe(kind);
    const { outcome } = await push((response) => response.writeHead(429, { 'retry-after': '60' }).end());
    expect(outcome).toMatchObject({ kind: 'failed', retryAfterMs: 60_000 });
    const { outcome: other } = await push((response) => response.writeHead(307, { location: '/' }).end());
    expect(other.kind).toBe('failed');
  });

  it('goes to a subscription whose keys are keys, on the public internet', async () => {
    const { check } = createPushCarrier(false, keysOf(VAPID));
    const { address } = subscribe('https://1.1.1.1/push');
    await expect(check(address)).resolves.toBeUndefined();
    const wrong = [
      '',
      'https://1.1.1.1/push',
      '{"endpoint":"https://1.1.1.1/push"}',
      address.replace(/"auth":"[^"]*"/, '"auth":"AAAA"'),
      address.replace(/"p256dh":"[^"]*"/, `"p256dh":"${Buffer.alloc(65, 4).toString('base64url')}"`),
    ];
    for (const text of wrong)
      await expect(check(text)).rejects.toThrow('expected the JSON of a PushSubscription');
    await expect(check(subscribe('https://127.0.0.1/push').address)).rejects.toThrow(
      'expected a host on the public',
    );
    await expect(check(subscribe('http://1.1.1.1/push').address)).rejects.toThrow(
      'expected an https address',
    );
    await expect(createPushCarrier(false, undefined).check(address)).rejects.toThrow(
      'keys for push messages',
    );
  });

  it('never shows its endpoint', () => {
    const { mask } = createPushCarrier(true, keysOf(VAPID));
    expect(mask(subscribe('https://push.example.org:444/secret').address)).toBe('push.example.org:444');
    expect(mask('{}')).toBe('…');
  });
});
