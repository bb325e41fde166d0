import { afterAll, beforeAll, expect, it } from 'vitest';
import { startHttpReceiver, type HttpReceiver } from '../server/testing/http-receiver.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

let fixture: DashboardFixture;
let receiver: HttpReceiver;
beforeAll(async () => {
  receiver = await startHttpReceiver();
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off', ALLOW_PRIVATE_TARGETS: 'true' });
});
afterAll(async () => {
  await fixture?.[Symbol.asyncDispose]();
  await receiver?.[Symbol.asyncDispose]();
});

async function openChannels() {
  const dashboard = await fixture.dashboard();
  await dashboard.page.getByRole('button', { name: 'Alerts', exact: true }).click();
  const dialog = dashboard.page.getByRole('dialog');
  await dialog.getByText('Add a channel').waitFor();
  return { dashboard, dialog, [Symbol.asyncDispose]: () => dashboard[Symbol.asyncDispose]() };
}

it('offers first what works without a setting, and says what mail needs', async () => {
  await using opened = await openChannels();
  const kind = opened.dialog.getByLabel(/^Kind/);
  expect(await kind.inputValue()).toBe('WEB_PUSH');
  await kind.selectOption('EMAIL');
  await opened.dialog.getByText('This server sends no mail yet').waitFor();
});

it('begins with mail where the server sends some', async () => {
  await fixture.server.stop();
  await fixture.startServer({ SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'alerts@example.org' });
  await using opened = await openChannels();
  expect(await opened.dialog.getByLabel(/^Kind/).inputValue()).toBe('EMAIL');
  await opened.dialog.getByText('One address').waitFor();
});

it('adds a webhook, shows its secret once, tries it, pauses it and removes it', async () => {
  await using opened = await openChannels();
  const { dialog } = opened;
  await dialog.getByLabel(/^Kind/).selectOption('WEBHOOK');
  await dialog.getByLabel(/^Name/).fill('desk');
  await dialog.getByLabel(/^URL/).fill(`${receiver.url}/alerts`);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByText('whsec_').waitFor();

  await dialog.getByRole('button', { name: 'Test desk' }).click();
  await dialog.getByText('The test: told').waitFor();
  expect(receiver.posts.map(({ path }) => path)).toEqual(['/alerts']);

  await dialog.getByRole('button', { name: 'Pause desk' }).click();
  await dialog.getByRole('button', { name: 'Resume desk' }).waitFor();
  await dialog.getByRole('button', { name: 'Remove desk' }).click();
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await dialog.getByText('None yet').waitFor();
  expect(await fixture.server.ask('{ channels { id } }')).toEqual({ channels: [] });
});
