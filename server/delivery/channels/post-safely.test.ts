import { describe, expect, it } from 'vitest';
import { startHttpReceiver, type AnswerPost } from '../../testing/http-receiver.ts';
import { judgeStatus, postSafely, type Answer } from './post-safely.ts';
import { inTime } from './test-message.ts';

const post = (url: string, { signal = inTime(), allowPrivateTargets = true } = {}) =>
  postSafely({ url, headers: {}, body: '{}', signal, allowPrivateTargets }, judgeStatus);

async function answered(answer: AnswerPost, path = '/') {
  await using receiver = await startHttpReceiver(answer);
  const outcome = await post(receiver.url + path);
  return { outcome, posts: receiver.posts };
}

const status =
  (code: number, headers = {}): AnswerPost =>
  (response) =>
    response.writeHead(code, headers).end();

describe('a safe post', () => {
  it('is delivered by any 2xx', async () => {
    for (const code of [200, 201, 202, 204])
      expect((await answered(status(code))).outcome).toEqual({ kind: 'delivered' });
  });

  it('may pass later for an error of the server, and waits as long as it asks', async () => {
    expect((await answered(status(500))).outcome).toEqual({
      kind: 'failed',
      reason: 'The receiver answered 500 Internal Server Error.',
    });
    const { outcome } = await answered(status(429, { 'retry-after': '120' }));
    expect(outcome).toMatchObject({ kind: 'failed', retryAfterMs: 120_000 });
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const { outcome: later } = await answered(status(503, { 'retry-after': date }));
    if (later.kind !== 'failed') throw new Error(later.kind);
    expect(later.retryAfterMs).toBeGreaterThan(3_500_000);
    expect(later.retryAfterMs).toBeLessThanOrEqual(3_600_000);
  });

  it('takes nonsense in Retry-After for no word at all, and 429 alone for a pause', async () => {
    const { outcome } = await answered(status(429, { 'retry-after': 'soon' }));
    expect(outcome).toMatchObject({ kind: 'failed', retryAfterMs: 0 });
    const { outcome: other } = await answered(status(503, { 'retry-after': 'soon' }));
    expect(other).not.toHaveProperty('retryAfterMs');
  });

  it('says that a receiver is gone, and that a message is too large', async () => {
    expect((await answered(status(410))).outcome.kind).toBe('gone');
    expect((await answered(status(413))).outcome.kind).toBe('refused');
  });

  it('follows no redirect', async () => {
    const { outcome, posts } = await answered(status(307, { location: '/elsewhere' }));
    expect(outcome).toEqual({
      kind: 'failed',
      reason: 'The receiver answers with a redirect (307), which is not followed.',
    });
    expect(posts.map(({ path }) => path)).toEqual(['/']);
  });

  it('has failed when the answer is cut in the middle, whatever its status was', async () => {
    const { outcome } = await answered((response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half an ', () => response.socket?.destroy());
    });
    expect(outcome).toMatchObject({ kind: 'failed', reason: expect.stringContaining('cut the connection') });
  });

  it('has failed when the connection is cut before any answer', async () => {
    const { outcome } = await answered((response) => response.socket?.destroy());
    expect(outcome).toMatchObject({ kind: 'failed', reason: expect.stringContaining('cut the connection') });
  });

  it('reads 64 kB of an answer without end, and goes by its status', async () => {
    await using receiver = await startHttpReceiver((response) => {
      const more = () => response.write('x'.repeat(16_384), (error) => error ?? more());
      more();
    });
    const answers: Answer[] = [];
    const request = { url: receiver.url, headers: {}, body: '', signal: inTime(), allowPrivateTargets: true };
    const outcome = await postSafely(request, (answer) => {
      answers.push(answer);
      return judgeStatus(answer);
    });
    expect(outcome).toEqual({ kind: 'delivered' });
    expect(answers.map(({ text }) => text.length)).toEqual([65_536]);
  });

  it('ends with the signal, before an answer and in the middle of one', async () => {
    for (const begin of [() => undefined, (response) => response.write('x')] as AnswerPost[]) {
      const controller = new AbortController();
      await using receiver = await startHttpReceiver((response, received, index) => {
        begin(response, received, index);
        controller.abort();
      });
      const outcome = await post(receiver.url, { signal: controller.signal });
      expect(outcome).toEqual({ kind: 'failed', reason: 'The receiver gave no whole answer in time.' });
    }
  });

  it('has failed when the receiver wants another protocol or is none', async () => {
    const { outcome } = await answered((response) =>
      response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
    );
    expect(outcome.kind).toBe('failed');
    const { outcome: other } = await answered((response) => response.socket?.end('220 mail\r\n'));
    expect(other).toMatchObject({ reason: 'The receiver answered with something that is not HTTP.' });
  });

  it('says that nobody listens, and that a name leads nowhere', async () => {
    const { url } = await (async () => {
      await using receiver = await startHttpReceiver();
      return receiver;
    })();
    expect(await post(url)).toEqual({ kind: 'failed', reason: 'The receiver refused the connection.' });
    const { kind } = await post('http://nobody.invalid/');
    expect(kind).toBe('failed');
  });

  it('reaches nothing but the public internet, by address or by name, and only over TLS', async () => {
    await using receiver = await startHttpReceiver();
    const { port } = new URL(receiver.url);
    const hosts = [
      '127.0.0.1',
      'localhost',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0x7f.1',
      '2130706433',
      '0.0.0.0',
    ];
    for (const host of hosts) {
      const outcome = await post(`https://${host}:${port}/`, { allowPrivateTargets: false });
      expect(outcome, host).toMatchObject({
        kind: 'failed',
        reason: expect.stringContaining('private network'),
      });
    }
    expect(await post(`http://1.1.1.1:${port}/`, { allowPrivateTargets: false })).toMatchObject({
      kind: 'failed',
    });
    expect(receiver.posts).toEqual([]);
  });
});
