import { describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { startHttpReceiver, type ReceivedPost } from '../../testing/http-receiver.ts';
import { ChannelTargetError } from './channel-target-error.ts';
import { inTime, MESSAGE } from './test-message.ts';
import { createWebhookCarrier } from './webhook-carrier.ts';

const NEW = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const OLD = `whsec_${Buffer.alloc(24, 2).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(24, 3).toString('base64')}`;

const verify = (secret: string, { body, headers }: ReceivedPost) =>
  new Webhook(secret).verify(body, headers as Record<string, string>);

describe('a webhook', () => {
  it('passes the check of the official library, with each valid secret and no other', async () => {
    await using receiver = await startHttpReceiver();
    const target = { address: `${receiver.url}/hook?a=1`, secrets: [NEW, OLD] };
    expect(await createWebhookCarrier(true).carry(MESSAGE, target, inTime())).toEqual({ kind: 'delivered' });
    const [post] = receiver.posts;
    if (!post) throw new Error('nothing came');
    const { type, timestamp, data, link } = MESSAGE;
    expect(verify(NEW, post)).toEqual({ type, timestamp, data: { ...data, link } });
    expect(verify(OLD, post)).toEqual({ type, timestamp, data: { ...data, link } });
    expect(() => verify(OTHER, post)).toThrow(/signature/);
    expect(post).toMatchObject({ method: 'POST', path: '/hook?a=1' });
    expect(post.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': MESSAGE.id });
  });

  it('is signed anew at each attempt: a message of years ago passes, with the id that it always had', async () => {
    await using receiver = await startHttpReceiver((response, _post, index) =>
      response.writeHead(index === 0 ? 500 : 200).end(),
    );
    const carrier = createWebhookCarrier(true);
    const target = { address: receiver.url, secrets: [NEW] };
    expect((await carrier.carry(MESSAGE, target, inTime())).kind).toBe('failed');
    expect((await carrier.carry(MESSAGE, target, inTime())).kind).toBe('delivered');
    for (const post of receiver.posts) verify(NEW, post);
    expect(new Set(receiver.posts.map(({ headers }) => headers['webhook-id']))).toEqual(
      new Set([MESSAGE.id]),
    );
  });

  it('goes to public hosts over https only', async () => {
    const { check } = createWebhookCarrier(false);
    for (const address of [
      'http://1.1.1.1/',
      'ftp://1.1.1.1/',
      'hook',
      '',
      `https://1.1.1.1/${'x'.repeat(3_000)}`,
    ])
      await expect(check(address)).rejects.toThrow('target: expected an https address such as https://');
    for (const address of [
      'https://10.0.0.1/',
      'https://localhost/hook',
      'https://[::1]/',
      'https://0x7f.1/',
    ])
      await expect(check(address)).rejects.toThrow('target: expected a host on the public internet');
    await expect(check('https://1.1.1.1/hook')).resolves.toBeUndefined();
    await expect(check('https://%zz@1.1.1.1/')).rejects.toThrow(ChannelTargetError);
  });

  it('goes anywhere where private targets are allowed', async () => {
    const { check } = createWebhookCarrier(true);
    for (const address of ['http://127.0.0.1:9/hook', 'https://intranet/hook'])
      await expect(check(address)).resolves.toBeUndefined();
    await expect(check('file:///etc/hosts')).rejects.toThrow('expected an http or https address');
  });

  it('is shown without path, query or password', () => {
    const { mask } = createWebhookCarrier(false);
    expect(mask('https://user:pass@hooks.example.org:8443/a/secret?token=x#y')).toBe(
      'https://hooks.example.org:8443/…',
    );
    expect(mask('nothing')).toBe('…');
  });
});
