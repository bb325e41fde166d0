import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PHONE, type Dashboard } from './dashboard.ts';
import { simulatedHours } from './fixtures.ts';
import { DashboardFixture, type Found } from './dashboard-fixture.ts';
import { TcpProxy, portOf } from './trust/tcp-proxy.ts';

const NAME = 'BTC/USD 1h · Bitcoin Anomaly Detective';
const CANDLES = simulatedHours(8_000);
const ONCE_A_WEEK = 7 * 24;

/** Writes down every notification and every tone; both stay real. */
const LISTEN = `
  window.notes = []; window.tones = []; window.asked = 0;
  const RealNotification = Notification;
  window.Notification = class extends RealNotification {
    constructor(title, options) {
      super(title, options);
      const note = { title, body: options.body, isShown: false };
      window.notes.push(note);
      window.newestNote = this;
      this.addEventListener('show', () => (note.isShown = true));
    }
    static requestPermission() {
      window.asked++;
      return RealNotification.requestPermission();
    }
  };
  const RealOscillator = OscillatorNode;
  window.OscillatorNode = class extends RealOscillator {
    start(when) {
      const tone = { state: this.context.state, isOver: false };
      window.tones.push(tone);
      this.addEventListener('ended', () => (tone.isOver = true));
      super.start(when);
    }
  };`;

interface Note {
  title: string;
  body: string;
  isShown: boolean;
}

let fixture: DashboardFixture;
let network: TcpProxy;
let sent = 0;

beforeAll(async () => {
  // Every fourth candle or so is an anomaly; most of them are not rare.
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off', ALERTS_PER_WEEK: '40' });
  network = await TcpProxy.start(portOf(fixture.server.url));
  await sendNext(1_000);
});

afterAll(async () => {
  await fixture?.[Symbol.asyncDispose]();
  await network?.goAway();
});

/** Sends the next candles, up to a thousand in one batch, and tells which of them are anomalies. */
const sendNext = (count: number) => fixture.send(CANDLES.slice(sent, (sent += count)));

async function open(context: BrowserContextOptions = {}, url = fixture.server.url): Promise<Dashboard> {
  const dashboard = await fixture.dashboardAfter((page) => page.addInitScript(LISTEN), context, url);
  await dashboard.page.locator('.connection.is-live').waitFor();
  await dashboard.anomalies.first().waitFor();
  return dashboard;
}

const GRANTED = { permissions: ['notifications'] };
const notes = ({ page }: Dashboard) => page.evaluate<Note[]>('window.notes');
const tones = ({ page }: Dashboard) => page.evaluate<{ state: string; isOver: boolean }[]>('window.tones');
const choices = ({ page }: Dashboard) => page.locator('.alert-choices');
const box = (dashboard: Dashboard, name: string) => choices(dashboard).getByLabel(name, { exact: true });

async function choose(dashboard: Dashboard, name: 'Notification' | 'Sound', rarity = 'any rarity') {
  await choices(dashboard).locator('summary').click();
  await box(dashboard, 'Rarity for alerts').selectOption(rarity);
  await box(dashboard, name).check();
}

const look = ({ page }: Dashboard, state: 'hidden' | 'visible') =>
  page.evaluate(
    `Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
     document.dispatchEvent(new Event('visibilitychange'));`,
  );

describe('a notification', () => {
  it('is shown as a sample, then for what is as rare as I chose, and leads to it', async () => {
    await using dashboard = await open(GRANTED);
    await choose(dashboard, 'Notification', 'once a week or rarer');
    await expect
      .poll(() => notes(dashboard))
      .toMatchObject([{ title: 'BTC/USD 1h: notifications are on', isShown: true }]);
    const found = await sendNext(400);
    const rare = found.filter(({ returnPeriodHours }) => returnPeriodHours >= ONCE_A_WEEK);
    expect([rare.length > 1, found.length > rare.length]).toEqual([true, true]);
    await expect.poll(() => notes(dashboard)).toHaveLength(2);
    await expect
      .poll(async () => (await notes(dashboard))[1])
      .toMatchObject({
        title: `BTC/USD 1h: ${rare.length} anomalies`,
        body: expect.stringContaining('The rarest: ') as string,
        isShown: true,
      });

    await dashboard.page.evaluate('window.newestNote.dispatchEvent(new Event("click"))');
    const rarest = rare.reduce((a, b) => (b.returnPeriodHours > a.returnPeriodHours ? b : a));
    await dashboard.page.locator(`[data-open-time="${rarest.openTime}"][aria-current="true"]`).waitFor();
    expect(dashboard.complaints).toEqual([]);
  });

  it('is not shown for what was there when the page was opened, but for the next one after it', async () => {
    await using dashboard = await open(GRANTED);
    await choose(dashboard, 'Notification');
    await dashboard.page.reload();
    await dashboard.anomalies.first().waitFor();
    await dashboard.page.locator('.connection.is-live').waitFor();
    expect(await choices(dashboard).locator('summary').textContent()).toContain('notification');
    let found: Found[] = [];
    while (found.length !== 1) found = await sendNext(1);
    await expect.poll(() => notes(dashboard)).toHaveLength(1);
    expect((await notes(dashboard))[0]?.title).toMatch(/^BTC\/USD 1h: (Price|Volume).*, about every/);
  });

  it.each([
    ['nobody was asked before', 1, { colorScheme: 'light' }],
    ['the browser was told no before', 0, { colorScheme: 'dark', permissions: [] }],
  ] as const)(
    'is explained where it is not allowed, and nobody is asked again: %s',
    async (_name, asked, context) => {
      await using dashboard = await open({
        ...context,
        permissions: 'permissions' in context ? [] : undefined,
      });
      await choices(dashboard).locator('summary').click();
      await box(dashboard, 'Notification').click();
      await choices(dashboard).getByText('Notifications from this page are blocked').waitFor();
      expect(await box(dashboard, 'Notification').isChecked()).toBe(false);
      await box(dashboard, 'Notification').click();
      await expect.poll(() => box(dashboard, 'Notification').isChecked()).toBe(false);
      expect(await dashboard.page.evaluate('window.asked')).toBe(asked);
      expect(await choices(dashboard).locator('summary').textContent()).toContain('off');
      expect(await dashboard.findings()).toEqual([]);
    },
  );

  it('is said to be blocked when the permission was taken back since', async () => {
    await using dashboard = await open({ ...GRANTED, ...PHONE, colorScheme: 'dark' });
    await choose(dashboard, 'Notification');
    await dashboard.page.context().clearPermissions();
    await choices(dashboard).locator('summary').filter({ hasText: 'notification (blocked)' }).waitFor();
    expect(await dashboard.findings()).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await dashboard.page.evaluate(overflow)).toBe(0);
  });
});

describe('the sound', () => {
  it('is played as a sample and for what comes', async () => {
    await using dashboard = await open();
    await choose(dashboard, 'Sound');
    const both = [
      { state: 'running', isOver: true },
      { state: 'running', isOver: true },
    ];
    await expect.poll(() => tones(dashboard)).toEqual(both);
    while ((await sendNext(1)).length === 0);
    await expect.poll(() => tones(dashboard)).toEqual([...both, ...both]);
  });

  it('is said to need a click after a reload, and works after it', async () => {
    await using dashboard = await open();
    await choose(dashboard, 'Sound');
    await dashboard.page.reload();
    const summary = choices(dashboard).locator('summary');
    await summary.filter({ hasText: 'sound (after a click in the page)' }).waitFor();
    await summary.click();
    await choices(dashboard).getByText('mutes the page until you click').waitFor({ state: 'detached' });
    expect(await summary.textContent()).not.toContain('click');
    while ((await sendNext(1)).length === 0);
    await expect
      .poll(() => tones(dashboard))
      .toEqual([
        { state: 'running', isOver: true },
        { state: 'running', isOver: true },
      ]);
  });
});

it('sums up in one notification, and counts in the title, what came while the connection was lost', async () => {
  await using dashboard = await open(GRANTED, network.through(fixture.server.url));
  await choose(dashboard, 'Notification');
  await expect.poll(() => notes(dashboard)).toHaveLength(1);
  await look(dashboard, 'hidden');
  await network.goAway();
  await dashboard.connection.filter({ hasText: 'Reconnecting since' }).waitFor();
  const missed = [...(await sendNext(1_000)), ...(await sendNext(1_000)), ...(await sendNext(1_000))];
  await network.comeBack(portOf(fixture.server.url));
  await expect.poll(() => dashboard.page.title(), { timeout: 180_000 }).toBe(`(${missed.length}) ${NAME}`);
  await expect
    .poll(async () => (await notes(dashboard))[1]?.title, { timeout: 30_000 })
    .toBe(`BTC/USD 1h: ${missed.length} anomalies`);
  expect(await notes(dashboard)).toHaveLength(2);
  await look(dashboard, 'visible');
  await expect.poll(() => dashboard.page.title()).toBe(NAME);
  expect(dashboard.complaints).toEqual([]);
});
