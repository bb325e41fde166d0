import { createECDH, randomBytes } from 'node:crypto';
import ece from 'http_ece';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startHttpReceiver } from '../server/testing/http-receiver.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const ADD = 'mutation ($channel: ChannelInput!) { addChannel(channel: $channel) { channel { id } } }';
const TEST = 'mutation ($id: ID!) { testChannel(id: $id) { state } }';

let fixture: DashboardFixture;
beforeAll(async () => {
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off', ALLOW_PRIVATE_TARGETS: 'true' });
});
afterAll(() => fixture?.[Symbol.asyncDispose]());

/** What a browser makes of a subscription: the keys that only it can read with. */
function subscribe(endpoint: string) {
  const ecdh = createECDH('prime256v1');
  const auth = randomBytes(16);
  const keys = { p256dh: ecdh.generateKeys().toString('base64url'), auth: auth.toString('base64url') };
  const decrypt = (body: Buffer) =>
    ece.decrypt(body, { version: 'aes128gcm', privateKey: ecdh, authSecret: auth }).toString();
  return { target: JSON.stringify({ endpoint, keys }), decrypt };
}

it('a push message is shown by a browser whose page is closed', async () => {
  // The page registers its worker, and is closed; a page that runs no script of ours is left.
  const context = await fixture.browser.newContext({ permissions: ['notifications'] });
  const page = await context.newPage();
  await page.goto(`${fixture.server.url}/`);
  await page.evaluate(`navigator.serviceWorker.register('/push-worker.js')
    .then(() => navigator.serviceWorker.ready).then(() => true)`);
  const other = await context.newPage();
  const devTools = await context.newCDPSession(other);
  const registered = new Promise<string>((resolve) =>
    devTools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.startsWith(fixture.server.url));
      if (ours) resolve(ours.registrationId);
    }),
  );
  await devTools.send('ServiceWorker.enable');
  const registrationId = await registered;
  await page.close();

  // A push service takes the message, which only the browser can read, and hands it over.
  await using service = await startHttpReceiver((response) => response.writeHead(201).end());
  const { target, decrypt } = subscribe(`${service.url}/push`);
  const channel = { kind: 'WEB_PUSH', name: 'browser', target };
  const { addChannel } = await fixture.server.ask<{ addChannel: { channel: { id: string } } }>(ADD, {
    channel,
  });
  expect(await fixture.server.ask(TEST, addChannel.channel)).toEqual({ testChannel: { state: 'DELIVERED' } });
  const data = decrypt(service.posts[0]?.body ?? Buffer.alloc(0));
  await devTools.send('ServiceWorker.deliverPushMessage', {
    ...{ origin: fixture.server.url, registrationId, data },
  });

  const { id, title, text } = JSON.parse(data) as Record<string, string>;
  expect(title).toBe('Bitcoin Anomaly Detective: a test of "browser"');
  await other.goto(`${fixture.server.url}/icon.svg`);
  const shown = () =>
    other.evaluate(`navigator.serviceWorker.getRegistration().then((one) => one.getNotifications())
      .then((notes) => notes.map(({ title, body, tag }) => ({ title, body, tag })))`);
  await expect.poll(shown).toEqual([{ title, body: text, tag: id }]);

  // A click leads the page that is open already to what the message tells, and opens no other one.
  await other.goto(`${fixture.server.url}/#series=BTC/USD@1h`);
  await other.locator('#app > *').first().waitFor();
  const pages = context.pages().length;
  const [worker] = context.serviceWorkers();
  await worker?.evaluate(`self.registration.getNotifications().then(([notification]) => {
    Object.defineProperty(notification, 'data', { value: { link: self.registration.scope + '#series=ETH/USD@1h' } });
    self.dispatchEvent(new NotificationEvent('notificationclick', { notification }));
  })`);
  await expect.poll(() => new URL(other.url()).hash).toBe('#series=ETH/USD@1h');
  expect(context.pages()).toHaveLength(pages);
  await context.close();
});
