import { injectFaults } from '@detective/data';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Dashboard } from './dashboard.ts';
import { simulatedHours } from './fixtures.ts';
import { DashboardFixture } from './dashboard-fixture.ts';
import { TcpProxy, portOf } from './trust/tcp-proxy.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2021, 0, 1);
/** One gap before the page is opened and one while it is offline: gaps are anomalies to any detector. */
const CANDLES = injectFaults(simulatedHours(2_400), [
  { kind: 'gap', openTime: START + 1_100 * HOUR, size: 5 },
  { kind: 'gap', openTime: START + 1_800 * HOUR, size: 3 },
]).candles;
const times = CANDLES.map(({ openTime }) => openTime);
const OFFLINE_FROM = 1_300;
const BACK_FROM = OFFLINE_FROM + 1_000;
/** What the server has found until now, by the time of the candle. */
const anomalyTimes: number[] = [];
/** Notes, in the page, every moment in which the chart or an anomaly that was there is gone. */
const WATCH_FOR_HOLES = `
  window.holes = [];
  const shown = () => document.querySelectorAll('.anomaly').length;
  let most = shown();
  new MutationObserver(() => {
    if (!document.querySelector('.canvas canvas')) window.holes.push('no chart');
    if (document.querySelector('.page-state')) window.holes.push(document.querySelector('.page-state').textContent);
    if (shown() < most) window.holes.push('an anomaly is gone');
    most = Math.max(most, shown());
  }).observe(document.body, { childList: true, subtree: true });`;

let fixture: DashboardFixture;
let network: TcpProxy;

beforeAll(async () => {
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off' });
  await send(0, OFFLINE_FROM);
  network = await TcpProxy.start(portOf(fixture.server.url));
});

afterAll(async () => {
  await fixture?.[Symbol.asyncDispose]();
  await network?.goAway();
});

async function send(from: number, to: number): Promise<void> {
  const found = await fixture.send(CANDLES.slice(from, to));
  anomalyTimes.push(...found.map(({ openTime }) => openTime));
}

const listedTimes = async ({ anomalies }: Dashboard) => {
  const listed = await anomalies.evaluateAll((items) => items.map((item) => item.dataset.openTime));
  return listed.map(Number).sort((a, b) => a - b);
};

it('has every candle once after a thousand came while it was offline, and never goes empty meanwhile', async () => {
  await using dashboard = await Dashboard.open(
    fixture.browser,
    `${network.through(fixture.server.url)}/#lines=anomalies`,
  );
  const live = dashboard.page.locator('.connection.is-live');
  await live.waitFor();
  await dashboard.anomalies.first().waitFor();
  // The page before the newest one is on its way by itself.
  await expect.poll(() => dashboard.candleTimes()).toEqual(times.slice(0, OFFLINE_FROM));
  await dashboard.page.evaluate(WATCH_FOR_HOLES);

  await dashboard.page.context().setOffline(true);
  await network.goAway();
  await dashboard.page.locator('.connection', { hasText: /Reconnecting since/ }).waitFor();
  const known = [...anomalyTimes];
  await send(OFFLINE_FROM, BACK_FROM);
  expect(await listedTimes(dashboard)).toEqual(known);
  expect(anomalyTimes.length).toBeGreaterThan(known.length);

  await network.comeBack(portOf(fixture.server.url));
  await dashboard.page.context().setOffline(false);
  // They go on arriving while the page asks for what it missed.
  for (let from = BACK_FROM; from < CANDLES.length; from += 10) await send(from, from + 10);
  await dashboard.untilNewestIs(times.at(-1) ?? 0);
  await live.waitFor();
  expect(await dashboard.candleTimes()).toEqual(times);
  expect(await listedTimes(dashboard)).toEqual(anomalyTimes);
  expect(await dashboard.page.evaluate('window.holes')).toEqual([]);
  expect(dashboard.complaints).toEqual([]);
});
