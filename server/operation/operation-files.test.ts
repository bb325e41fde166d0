import { execFileSync, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ANOMALY_KINDS } from '@detective/models';
import { ChannelKind } from '@detective/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../graphql/errors.ts';
import { Receiver } from '../delivery/testing/receiver.ts';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';

const RULES = fileURLToPath(new URL('../../docs/operation/alerts.yml', import.meta.url));
const RULE_TESTS = fileURLToPath(new URL('../../docs/operation/alerts.test.yml', import.meta.url));
const DASHBOARD = fileURLToPath(new URL('../../docs/operation/dashboard.json', import.meta.url));
const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
const ADD = 'mutation ($channel: ChannelInput!) { addChannel(channel: $channel) { channel { id } } }';
const TEST = 'mutation ($id: ID!) { testChannel(id: $id) { state } }';

let server: RunningServer;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await Receiver.start();
  server = await startTestServer({ ALLOW_PRIVATE_TARGETS: 'true' });
  await server.ask(SEND, { candles: candleInputs(2) });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const scrape = async () => (await fetch(`${server.app.url}/metrics`)).text();

/** The value of a metric with these labels. */
async function valueOf(metric: string): Promise<number> {
  const line = (await scrape()).split('\n').find((one) => one.startsWith(`${metric} `));
  return Number(line?.slice(metric.length + 1) ?? NaN);
}

/** The names of metrics in a text, those of a histogram without their endings. */
const namesIn = (text: string) =>
  new Set([...text.matchAll(/\bdetective_\w+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, '')));

describe('the files for operators', () => {
  it('name only metrics that a live server has, with labels and values that it gives', async () => {
    const metrics = await scrape();
    const known = new Set([...metrics.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name ?? ''));
    for (const file of [RULES, RULE_TESTS, DASHBOARD]) {
      const text = (await readFile(file, 'utf8')).replaceAll('\\"', '"');
      const names = namesIn(text);
      expect(names.size).toBeGreaterThan(3);
      expect([...names].filter((name) => !known.has(name))).toEqual([]);
      for (const [, name = '', label = '', value = ''] of text.matchAll(
        /(detective_\w+)\{(\w+)=~?"([\w|]+)"/g,
      ))
        for (const one of value.split('|'))
          if (label !== 'instance')
            expect(metrics).toMatch(new RegExp(`^${name}\\{[^}]*${label}="${one}"`, 'm'));
    }
  });

  it('ask for the growth only of counters that begin at 0, of which Prometheus sees the first step as well', async () => {
    const metrics = await scrape();
    const text = await readFile(DASHBOARD, 'utf8');
    const grown = [...text.matchAll(/\b(?:increase|rate)\((detective_\w+_total)/g)];
    expect(grown.length).toBeGreaterThan(4);
    for (const [, name = ''] of grown) expect(metrics).toMatch(new RegExp(`^${name}(\\{[^}]*\\})? \\d`, 'm'));
    for (const kind of ANOMALY_KINDS)
      expect(
        await valueOf(`detective_anomalies_total{exchange="",symbol="BTC/USD",interval="1h",kind="${kind}"}`),
      ).toBe(0);
    for (const code of ERROR_CODES) expect(await valueOf(`detective_errors_total{code="${code}"}`)).toBe(0);
  });

  it('get counters that begin at 0 from a server that has judged nothing yet', async () => {
    await using restarted = await startTestServer({}, server.databaseUrl);
    const read = async () => (await fetch(`${restarted.app.url}/metrics`)).text();
    await expect
      .poll(read)
      .toContain(
        'detective_anomalies_total{exchange="",symbol="BTC/USD",interval="1h",kind="PRICE_CRASH"} 0',
      );
  });

  it('are a dashboard that every panel has a place on', async () => {
    const { panels } = JSON.parse(await readFile(DASHBOARD, 'utf8')) as {
      panels: { id: number; gridPos: { x: number; y: number; w: number; h: number } }[];
    };
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  });

  it.skipIf(spawnSync('promtool', ['--version']).status !== 0)(
    'are rules that promtool takes, and that raise what they should',
    () => {
      const tool = (...words: string[]) => execFileSync('promtool', words, { encoding: 'utf8' });
      expect(tool('check', 'rules', RULES)).toContain('SUCCESS');
      expect(tool('test', 'rules', RULE_TESTS)).toContain('SUCCESS');
    },
  );
});

describe('the metrics of alerts', () => {
  it('count what is on its way, delivered and given up, and tell no name and no address', async () => {
    const target = `${receiver.url}/secret-path`;
    const channel = { kind: ChannelKind.WEBHOOK, name: 'a-name-of-mine', target };
    const { data } = await server.ask<{ addChannel: { channel: { id: string } } }>(ADD, { channel });
    // Without its secret the receiver refuses what comes: a test is tried once.
    expect((await server.ask(TEST, data?.addChannel.channel)).data).toEqual({
      testChannel: { state: 'DEAD' },
    });
    const of = (state: string) => `{channel_kind="WEBHOOK",state="${state}"}`;
    await expect.poll(() => valueOf(`detective_deliveries_ended_total${of('DEAD')}`)).toBe(1);
    await expect.poll(() => valueOf('detective_deliveries_dead{channel_kind="WEBHOOK"}')).toBe(1);
    const failed = '{channel_kind="WEBHOOK",outcome="failed"}';
    await expect.poll(() => valueOf(`detective_delivery_attempts_total${failed}`)).toBe(1);
    expect(await valueOf(`detective_deliveries_ended_total${of('DELIVERED')}`)).toBe(0);
    await expect.poll(() => valueOf('detective_channels{kind="WEBHOOK",state="failing"}')).toBe(1);
    await expect.poll(() => valueOf('detective_deliveries_waiting{channel_kind="WEBHOOK"}')).toBe(0);
    expect(await valueOf('detective_troubles{kind="silent"}')).toBe(0);
    expect(await valueOf('detective_watches{state="LIVE"}')).toBe(0);
    const metrics = await scrape();
    expect(metrics).not.toContain('a-name-of-mine');
    expect(metrics).not.toContain('secret-path');
  });
});
