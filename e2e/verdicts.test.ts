import { readFile } from 'node:fs/promises';
import { injectFaults } from '@detective/data';
import type { Route } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Dashboard } from './dashboard.ts';
import { simulatedHours } from './fixtures.ts';
import { DashboardFixture } from './dashboard-fixture.ts';
import { TcpProxy, portOf } from './trust/tcp-proxy.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2021, 0, 1);
/** Gaps, because those are anomalies to any detector; and those who come after them are told of a gap. */
const CANDLES = injectFaults(simulatedHours(1_000), [
  { kind: 'gap', openTime: START + 700 * HOUR, size: 5 },
  { kind: 'gap', openTime: START + 800 * HOUR, size: 3 },
]).candles;
const [first = 0, second = 0] = CANDLES.filter(
  ({ openTime }, index) => openTime - (CANDLES[index - 1]?.openTime ?? openTime) > HOUR,
).map(({ openTime }) => openTime);
const GIVE = `mutation ($openTime: DateTime!, $kind: VerdictKind, $note: String! = "") {
  giveVerdict(openTime: $openTime, kind: $kind, note: $note) { id }
}`;
/** The precision is then asked for only when there is a reason to, not every five seconds. */
const WITHOUT_POLLING = `
  const every = window.setInterval;
  window.setInterval = (act, ms, ...rest) => (ms === 5_000 ? 0 : every(act, ms, ...rest));`;

let fixture: DashboardFixture;

beforeAll(async () => {
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off' });
  await fixture.send(CANDLES);
});

afterAll(() => fixture?.[Symbol.asyncDispose]());

const give = (openTime: number, kind: string | null, note = '') =>
  fixture.server.ask(GIVE, { openTime: new Date(openTime).toISOString(), kind, note });

beforeEach(async () => {
  for (const openTime of [first, second]) await give(openTime, null);
});

async function open(url = fixture.server.url): Promise<Dashboard> {
  const dashboard = await fixture.dashboardAfter(
    (page) => page.addInitScript(WITHOUT_POLLING),
    {},
    `${url}/#lines=anomalies`,
  );
  await dashboard.page.locator('.connection.is-live').waitFor();
  await anomaly(dashboard, first).waitFor();
  return dashboard;
}

const anomaly = ({ page }: Dashboard, openTime: number) =>
  page.locator(`.anomaly[data-open-time="${openTime}"]`);
const badge = (dashboard: Dashboard, openTime: number) =>
  anomaly(dashboard, openTime).locator('.verdict-badge');
const shows = (dashboard: Dashboard, openTime: number, words: string) =>
  badge(dashboard, openTime).filter({ hasText: words }).waitFor();
const isGone = (dashboard: Dashboard, openTime: number) =>
  badge(dashboard, openTime).waitFor({ state: 'detached' });
const button = ({ page }: Dashboard, name: string) => page.getByRole('button', { name, exact: true });
const precisionIs = ({ page }: Dashboard, words: string) =>
  page.locator('.precision').filter({ hasText: words }).waitFor();

async function saved({ page }: Dashboard): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV', exact: true }).click();
  return readFile(await (await download).path(), 'utf8');
}

/** Holds the next question of a page with this name until the test says what becomes of it. */
async function holdNext({ page }: Dashboard, operation: string): Promise<{ held: Promise<Route> }> {
  let isHeld = false;
  let take: (route: Route) => void;
  const held = new Promise<Route>((resolve) => (take = resolve));
  await page.route('**/graphql', (route) => {
    if (isHeld || !route.request().postData()?.includes(operation)) return route.continue();
    isHeld = true;
    take(route);
  });
  return { held };
}

describe('a verdict that I give on one page', () => {
  it('shows on every other page: in the list, the form, the file, the precision and the chart', async () => {
    await using mine = await open();
    await using theirs = await open();
    await anomaly(theirs, first).click();
    await anomaly(mine, first).click();
    await mine.page.getByLabel('Note').fill('A bad print');
    await button(mine, 'False alarm').click();
    await shows(theirs, first, 'False alarm: A bad print');
    expect(await button(theirs, 'False alarm').getAttribute('aria-pressed')).toBe('true');
    expect(await theirs.page.getByLabel('Note').inputValue()).toBe('A bad print');
    await precisionIs(theirs, 'Precision 0 % of 1 judged');
    expect(await saved(theirs)).toContain(',FALSE,A bad print\n');
    expect(await theirs.explanationInTheMiddle()).toContain('False alarm: A bad print');

    await button(mine, 'Real').click();
    await shows(theirs, first, 'Real: A bad print');
    // The tooltip is still there, and the pointer has not moved.
    await theirs.page.getByRole('tooltip').filter({ hasText: 'Real: A bad print' }).waitFor();
    await precisionIs(theirs, 'Precision 100 % of 1 judged');

    await button(mine, 'Real').click();
    await isGone(theirs, first);
    await precisionIs(theirs, 'None judged yet');
    await theirs.page.getByRole('tooltip').filter({ hasNotText: 'Real' }).waitFor();
    expect(await button(theirs, 'Real').getAttribute('aria-pressed')).toBe('false');
    expect(await saved(theirs)).not.toContain('REAL');
    for (const { complaints } of [mine, theirs]) expect(complaints).toEqual([]);
  });

  it('counts there although the page was just asking for the precision', async () => {
    await using theirs = await open();
    await precisionIs(theirs, 'None judged yet');
    const { held } = await holdNext(theirs, 'query Accuracy');
    await give(first, 'FALSE');
    const asked = await held;
    const answer = await asked.fetch();
    await give(second, 'REAL');
    await shows(theirs, second, 'Real');
    await asked.fulfill({ response: answer });
    await precisionIs(theirs, 'Precision 50 % of 2 judged');
  });

  it('leaves alone the note that somebody is writing there', async () => {
    await using theirs = await open();
    await anomaly(theirs, first).click();
    await theirs.page.getByLabel('Note').fill('Seen on two exch');
    await give(first, 'EXPECTED', 'A fork');
    await shows(theirs, first, 'Expected: A fork');
    expect(await theirs.page.getByLabel('Note').inputValue()).toBe('Seen on two exch');
  });

  it('shows there after the page was offline meanwhile, as does that another is gone', async () => {
    const network = await TcpProxy.start(portOf(fixture.server.url));
    await give(second, 'REAL');
    await using theirs = await open(network.through(fixture.server.url));
    await shows(theirs, second, 'Real');
    await theirs.page.context().setOffline(true);
    await network.goAway();
    await theirs.page.locator('.connection', { hasText: /Reconnecting since/ }).waitFor();
    await using mine = await open();
    await anomaly(mine, first).click();
    await button(mine, 'Expected').click();
    await anomaly(mine, second).click();
    await button(mine, 'Real').click();
    await precisionIs(mine, '1 expected, no other judged');
    expect(await badge(theirs, second).count()).toBe(1);

    await network.comeBack(portOf(fixture.server.url));
    await theirs.page.context().setOffline(false);
    await shows(theirs, first, 'Expected');
    await isGone(theirs, second);
    await theirs.page.locator('.connection.is-live').waitFor();
    await anomaly(mine, first).click();
    await button(mine, 'False alarm').click();
    await shows(theirs, first, 'False alarm');
    expect(theirs.complaints).toEqual([]);
    await theirs[Symbol.asyncDispose]();
    await network.goAway();
  });
});

describe('while my verdict is on its way', () => {
  it('I see it and nothing else, whatever comes from other pages, until it is stored everywhere', async () => {
    await using mine = await open();
    await using theirs = await open();
    await anomaly(mine, first).click();
    await mine.page.evaluate(`
      window.seen = [];
      new MutationObserver(() => {
        const badge = document.querySelector('.anomaly[data-open-time="${first}"] .verdict-badge');
        const text = badge ? badge.textContent : 'none';
        // Before the verdict there is none, whatever else is drawn meanwhile.
        if (text === 'none' && window.seen.length === 0) return;
        if (window.seen.at(-1) !== text) window.seen.push(text);
      }).observe(document.body, { childList: true, subtree: true, characterData: true });`);
    const { held } = await holdNext(mine, 'GiveVerdict');
    await button(mine, 'Real').click();
    const route = await held;
    await give(first, 'EXPECTED');
    await give(second, 'FALSE');
    await shows(mine, second, 'False alarm');
    await shows(theirs, first, 'Expected');
    await route.continue();
    await shows(theirs, first, 'Real');
    // A list that knows a later verdict knows this one, too.
    await give(second, 'REAL');
    await shows(mine, second, 'Real');
    expect(await mine.page.evaluate('window.seen')).toEqual(['✓Real']);
    await give(first, null);
    await isGone(mine, first);
  });

  it('and the server does not take it, I am told and see what others said meanwhile', async () => {
    await using mine = await open();
    await anomaly(mine, first).click();
    const { held } = await holdNext(mine, 'GiveVerdict');
    await button(mine, 'Real').click();
    const route = await held;
    await give(first, 'EXPECTED');
    await give(second, 'FALSE');
    await shows(mine, second, 'False alarm');
    await route.abort();
    await mine.page.getByRole('alert').filter({ hasText: 'The verdict was not stored.' }).waitFor();
    expect(await badge(mine, first).textContent()).toContain('Expected');
    await button(mine, 'Try again').click();
    await precisionIs(mine, 'Precision 50 % of 2 judged');
    expect(await badge(mine, first).textContent()).toContain('Real');
    expect(await mine.page.getByRole('alert').count()).toBe(0);
  });

  it('and only the answer is lost, the list says that it was stored after all', async () => {
    await using mine = await open();
    await anomaly(mine, first).click();
    const { held } = await holdNext(mine, 'GiveVerdict');
    await button(mine, 'Real').click();
    await (await held).abort();
    const alert = mine.page.getByRole('alert').filter({ hasText: 'The verdict was not stored.' });
    await alert.waitFor();
    await isGone(mine, first);
    // As if it had reached the server late.
    await give(first, 'REAL');
    await shows(mine, first, 'Real');
    await alert.waitFor({ state: 'detached' });
  });
});
