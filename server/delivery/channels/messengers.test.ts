import { describe, expect, it } from 'vitest';
import { startHttpReceiver } from '../../testing/http-receiver.ts';
import { createDiscordCarrier } from './discord-carrier.ts';
import type { Carrier, Message } from './message.ts';
import { createNtfyCarrier } from './ntfy-carrier.ts';
import { createSlackCarrier } from './slack-carrier.ts';
import { createTelegramCarrier } from './telegram-carrier.ts';
import { inTime, MESSAGE } from './test-message.ts';

const LONG = { ...MESSAGE, text: 'Größer 📉 '.repeat(2_000) };
const FULL = `${MESSAGE.title}\n\n${MESSAGE.text}\n\n${MESSAGE.link}`;

/** Whether no character of it was cut in two. */
const isWhole = (text: string) => Buffer.from(text).toString() === text;

interface Exchange {
  path: string;
  status: number;
  answer: string | object;
  headers?: Record<string, string>;
  message?: Message;
}

/** Carries one message to a receiver that answers so. */
async function exchange(carrier: Carrier, { path, status, answer, headers, message = MESSAGE }: Exchange) {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  await using receiver = await startHttpReceiver((response) => response.writeHead(status, headers).end(text));
  const outcome = await carrier.carry(message, { address: receiver.url + path, secrets: [] }, inTime());
  const [post] = receiver.posts;
  if (!post) throw new Error('nothing came');
  return {
    outcome,
    path: post.path,
    body: JSON.parse(post.body.toString()) as Record<string, unknown>,
    post,
  };
}

describe('Slack', () => {
  const carrier = createSlackCarrier(true);
  const path = '/services/T0/B0/secret';

  it('gets plain text in which nothing is a mention, and has to say "ok"', async () => {
    const message = { ...MESSAGE, text: 'a <!channel> & b' };
    const { outcome, body } = await exchange(carrier, { path, status: 200, answer: 'ok', message });
    expect(outcome).toEqual({ kind: 'delivered' });
    expect(body).toMatchObject({ mrkdwn: false });
    expect(body.text).toContain('a &lt;!channel&gt; &amp; b');
    for (const answer of ['', '<html>Log in</html>', 'no_text'])
      expect((await exchange(carrier, { path, status: 200, answer })).outcome.kind).toBe('failed');
  });

  it('may be Rocket.Chat, which says in JSON whether it has the message', async () => {
    const hook = '/hooks/65f0/secret';
    const taken = await exchange(carrier, { path: hook, status: 200, answer: { success: true } });
    expect(taken.outcome).toEqual({ kind: 'delivered' });
    const refused = await exchange(carrier, { path: hook, status: 200, answer: { success: false } });
    expect(refused.outcome.kind).toBe('failed');
  });

  it('refuses, is gone, or asks for a pause', async () => {
    expect((await exchange(carrier, { path, status: 400, answer: 'invalid_payload' })).outcome).toEqual({
      kind: 'refused',
      reason: 'Slack does not take this message (invalid_payload).',
    });
    for (const [status, answer] of [
      [403, 'invalid_token'],
      [404, 'no_service'],
      [410, 'channel_is_archived'],
    ] as const)
      expect((await exchange(carrier, { path, status, answer })).outcome).toMatchObject({
        kind: 'gone',
        reason: expect.stringContaining(answer),
      });
    const paused = { path, status: 429, answer: '', headers: { 'retry-after': '30' } };
    expect((await exchange(carrier, paused)).outcome).toMatchObject({ kind: 'failed', retryAfterMs: 30_000 });
    expect((await exchange(carrier, { path, status: 500, answer: 'rollup_error' })).outcome.kind).toBe(
      'failed',
    );
  });

  it('is addressed by an incoming webhook', async () => {
    const address = 'https://hooks.slack.com/triggers/T0/1/x';
    await expect(carrier.check(address)).rejects.toThrow('expected the address of an incoming webhook');
    await expect(carrier.check('https://hooks.slack.com/services/T0/B0/x')).resolves.toBeUndefined();
    expect(carrier.mask('https://hooks.slack.com/services/T0/B0/x')).toBe('https://hooks.slack.com/…');
  });
});

describe('Discord', () => {
  const carrier = createDiscordCarrier(true);
  const path = '/api/webhooks/12345/to-ken?thread_id=7';
  const answer = { id: '1', content: '…' };

  it('is asked to wait until the message is stored, and mentions nobody', async () => {
    const message = { ...MESSAGE, text: '@everyone *now* | <@1>' };
    const { outcome, body, path: asked } = await exchange(carrier, { path, status: 200, answer, message });
    expect(outcome).toEqual({ kind: 'delivered' });
    expect(asked).toBe('/api/webhooks/12345/to-ken?thread_id=7&wait=true');
    expect(body).toMatchObject({ allowed_mentions: { parse: [] } });
    expect(body.content).toContain('@everyone \\*now\\* \\| \\<@1\\>');
    expect((await exchange(carrier, { path, status: 200, answer: '' })).outcome.kind).toBe('failed');
  });

  it('gets at most 2,000 characters, none of them half', async () => {
    const { body } = await exchange(carrier, { path, status: 200, answer, message: LONG });
    const content = String(body.content);
    expect(content.length).toBeLessThanOrEqual(2_000);
    expect(content.length).toBeGreaterThan(1_990);
    expect(isWhole(content)).toBe(true);
    expect(content.endsWith(`…\n\n${LONG.link}`)).toBe(true);
  });

  it('asks for a pause in fractions of a second', async () => {
    const limited = { message: 'You are being rate limited.', retry_after: 64.57, global: false };
    const { outcome } = await exchange(carrier, {
      path,
      status: 429,
      answer: limited,
      headers: { 'retry-after': '64' },
    });
    expect(outcome).toMatchObject({ kind: 'failed', retryAfterMs: 64_570 });
    const cloudflare = { path, status: 429, answer: '<html>', headers: { 'retry-after': '900' } };
    expect((await exchange(carrier, cloudflare)).outcome).toMatchObject({ retryAfterMs: 900_000 });
  });

  it('is never asked again after 404', async () => {
    const unknown = { message: 'Unknown Webhook', code: 10_015 };
    const { outcome } = await exchange(carrier, { path, status: 404, answer: unknown });
    expect(outcome).toEqual({
      kind: 'gone',
      reason: 'Discord does not know this webhook any more (code 10015).',
    });
    expect((await exchange(carrier, { path, status: 400, answer: { code: 50_006 } })).outcome.kind).toBe(
      'refused',
    );
    expect((await exchange(carrier, { path, status: 502, answer: '' })).outcome.kind).toBe('failed');
  });

  it('is gone where the channel is a forum and no thread is named', async () => {
    const refusal = {
      message: 'Webhooks posted to forum channels must have a thread_name or thread_id',
      code: 220_001,
    };
    const { outcome } = await exchange(carrier, { path, status: 400, answer: refusal });
    expect(outcome).toEqual({
      kind: 'gone',
      reason: 'Discord has no open thread there; a forum needs ?thread_id=… (code 220001).',
    });
  });

  it('is addressed by a webhook', async () => {
    await expect(carrier.check('https://discord.com/channels/1/2')).rejects.toThrow(
      'expected the address of a webhook',
    );
    await expect(carrier.check('https://discord.com/api/webhooks/1/a-b_c')).resolves.toBeUndefined();
  });
});

describe('Telegram', () => {
  const carrier = createTelegramCarrier(true);
  const path = '/bot123:secret/sendMessage?chat_id=-1007&message_thread_id=4';
  const answer = { ok: true, result: { message_id: 1 } };
  const refusal = (status: number, description: string, parameters = {}) => ({
    path,
    status,
    answer: { ok: false, error_code: status, description, parameters },
  });

  it('gets a text of at most 4,096 characters for the chat of the address', async () => {
    const { outcome, body, path: asked } = await exchange(carrier, { path, status: 200, answer });
    expect(outcome).toEqual({ kind: 'delivered' });
    expect(asked).toBe('/bot123:secret/sendMessage');
    expect(body).toMatchObject({ chat_id: '-1007', message_thread_id: '4', text: FULL });
    const long = await exchange(carrier, { path, status: 200, answer, message: LONG });
    expect(String(long.body.text).length).toBeLessThanOrEqual(4_096);
    expect(String(long.body.text).length).toBeGreaterThan(4_080);
    expect(isWhole(String(long.body.text))).toBe(true);
  });

  it('gets plain text also where the address asks for markup', async () => {
    const message = { ...MESSAGE, text: 'a_b < c & d' };
    for (const mode of ['HTML', 'MarkdownV2']) {
      const { body } = await exchange(carrier, {
        path: `${path}&parse_mode=${mode}&disable_notification=true`,
        status: 200,
        answer,
        message,
      });
      expect(body).toMatchObject({
        text: expect.stringContaining('a_b < c & d'),
        disable_notification: 'true',
      });
      expect(body).not.toHaveProperty('parse_mode');
    }
  });

  it('has to say that it is ok', async () => {
    for (const wrong of ['', {}, { ok: false }])
      expect((await exchange(carrier, { path, status: 200, answer: wrong })).outcome.kind).toBe('failed');
  });

  it('asks for a pause in its answer', async () => {
    const limited = refusal(429, 'Too Many Requests: retry after 17', { retry_after: 17 });
    expect((await exchange(carrier, limited)).outcome).toMatchObject({
      kind: 'failed',
      retryAfterMs: 17_000,
    });
  });

  it('is gone when the bot is blocked, unknown, or the chat is another one now', async () => {
    for (const gone of [
      refusal(403, 'Forbidden: bot was blocked by the user'),
      refusal(400, 'Bad Request: chat not found'),
      refusal(400, 'Bad Request: message thread not found'),
      refusal(400, 'Bad Request: TOPIC_CLOSED'),
      refusal(400, 'Bad Request: not enough rights to send text messages to the chat'),
      refusal(401, 'Unauthorized'),
      refusal(404, 'Not Found'),
      refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: -1009,
      }),
    ])
      expect((await exchange(carrier, gone)).outcome.kind, gone.answer.description).toBe('gone');
    const tooLong = refusal(400, 'Bad Request: message is too long');
    expect((await exchange(carrier, tooLong)).outcome.kind).toBe('refused');
  });

  it('is addressed by bot and chat, and shown without its token', async () => {
    const host = 'https://api.telegram.org';
    for (const address of [
      `${host}/bot1:a/sendMessage`,
      `${host}/bot1:a/getMe?chat_id=1`,
      `${host}/?chat_id=1`,
    ])
      await expect(carrier.check(address)).rejects.toThrow(
        'expected an address such as https://api.telegram.org/bot',
      );
    await expect(carrier.check(`${host}/bot1:a/sendMessage?chat_id=@alerts`)).resolves.toBeUndefined();
    expect(carrier.mask(`${host}/bot1:a/sendMessage?chat_id=1`)).toBe(`${host}/…`);
  });
});

describe('ntfy', () => {
  const carrier = createNtfyCarrier(true);
  const path = '/secret-topic';
  const answer = { id: 'x1', event: 'message', topic: 'secret-topic' };

  it('gets any title, published to its root', async () => {
    const message = { ...MESSAGE, title: 'BTC/USD: Preissturz – 暴落 📉' };
    const {
      outcome,
      body,
      path: asked,
      post,
    } = await exchange(carrier, { path, status: 200, answer, message });
    expect(outcome).toEqual({ kind: 'delivered' });
    expect(asked).toBe('/');
    const { title, text, link: click } = message;
    expect(body).toEqual({ topic: 'secret-topic', title, message: text, priority: 4, click });
    expect(post.headers).not.toHaveProperty('authorization');
  });

  it('gets at most 4,096 bytes, so that nothing becomes an attachment', async () => {
    const { body } = await exchange(carrier, { path, status: 200, answer, message: LONG });
    const bytes = Buffer.byteLength(String(body.message));
    expect(bytes).toBeLessThanOrEqual(4_096);
    expect(bytes).toBeGreaterThan(4_085);
    expect(isWhole(String(body.message))).toBe(true);
  });

  it('is told who publishes, by a password or a token in the address', async () => {
    await using receiver = await startHttpReceiver((response) => response.end(JSON.stringify(answer)));
    const address = `${receiver.url.replace('//', '//anna:p%40ss@')}/topic?auth=QmVhcmVy`;
    expect((await carrier.carry(MESSAGE, { address, secrets: [] }, inTime())).kind).toBe('delivered');
    expect(receiver.posts[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('anna:p@ss').toString('base64')}`,
    );
    expect(receiver.posts[0]?.path).toBe('/?auth=QmVhcmVy');
  });

  it('has to answer with the message, and may refuse', async () => {
    expect((await exchange(carrier, { path, status: 200, answer: '<html>' })).outcome.kind).toBe('failed');
    expect((await exchange(carrier, { path, status: 403, answer: { code: 40_301 } })).outcome.kind).toBe(
      'gone',
    );
    expect((await exchange(carrier, { path, status: 400, answer: { code: 40_024 } })).outcome.kind).toBe(
      'refused',
    );
    expect((await exchange(carrier, { path, status: 429, answer: { code: 42_908 } })).outcome.kind).toBe(
      'failed',
    );
  });

  it('is addressed by one topic', async () => {
    for (const address of ['https://ntfy.sh/', 'https://ntfy.sh/a/b', 'https://ntfy.sh/a%20b'])
      await expect(carrier.check(address)).rejects.toThrow('expected the address of a topic');
    await expect(carrier.check('https://ntfy.sh/topic_1')).resolves.toBeUndefined();
  });
});
