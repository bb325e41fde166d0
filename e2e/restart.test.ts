import { createClient } from 'graphql-ws';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { simulatedHours, temporaryFolder, writeCsv } from './fixtures.ts';
import { freePort, ServerProcess } from './server-process.ts';

const HOURS = simulatedHours(3_000);
const KILLS = 4;

const ROWS = `query ($from: DateTime!) {
  detections(from: $from, limit: 1000) {
    id status forecastHigh forecastLow absoluteError anomalyScore threshold upperLimit lowerLimit
    isAnomaly kinds returnPeriodHours reason modelId
    candle { openTime open high low close volume }
  }
}`;
type Row = { candle: { openTime: string } } & Record<string, unknown>;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let csv: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  csv = await writeCsv(join(folder.path, 'hours.csv'), HOURS);
});
afterAll(() => folder.dispose());

async function allRows(server: ServerProcess): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const newest = rows.at(-1)?.candle.openTime;
    const from = newest ? new Date(Date.parse(newest) + 1).toISOString() : '2020-01-01T00:00:00Z';
    const { detections } = await server.ask<{ detections: Row[] }>(ROWS, { from });
    if (detections.length === 0) return rows;
    rows.push(...detections);
  }
}

const count = async (server: ServerProcess) => {
  const { series } = await server.ask<{ series: { candleCount: number }[] }>('{ series { candleCount } }');
  return series[0]?.candleCount ?? 0;
};

/** What a client has that reconnects by itself and asks for what came after the last thing it saw. */
function follow(url: string) {
  const received: string[] = [];
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  let isOver = false;
  const following = (async () => {
    while (!isOver) {
      const after = received.at(-1) ?? '2020-12-31T00:00:00Z';
      const query = `subscription { detections(after: "${after}") { candle { openTime } } }`;
      try {
        for await (const { data } of client.iterate<{ detections: Row }>({ query })) {
          if (data) received.push(data.detections.candle.openTime);
        }
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  })();
  return {
    received,
    async dispose() {
      isOver = true;
      await client.dispose();
      await following;
    },
  };
}

describe('a replay with the embedded PostgreSQL', () => {
  it('ends the same after the server was killed again and again as without', async () => {
    const undisturbed = await ServerProcess.start({
      PORT: String(await freePort()),
      DATA_DIR: join(folder.path, 'undisturbed'),
      CANDLES_CSV: csv,
      REPLAY_RATE: 'max',
    });
    await expect.poll(() => count(undisturbed), { timeout: 60_000 }).toBe(HOURS.length);
    const expected = await allRows(undisturbed);
    await undisturbed.stop();

    const settings = {
      PORT: String(await freePort()),
      DATA_DIR: join(folder.path, 'killed'),
      CANDLES_CSV: csv,
      REPLAY_RATE: '600',
    };
    let server = await ServerProcess.start(settings);
    const follower = follow(server.url);
    for (let kill = 1; kill <= KILLS; kill++) {
      const enough = Math.min(kill * 400, HOURS.length - 200);
      await expect.poll(() => count(server), { timeout: 60_000, interval: 20 }).toBeGreaterThan(enough);
      await server.kill();
      server = await ServerProcess.start(kill === KILLS ? { ...settings, REPLAY_RATE: 'max' } : settings);
    }
    await expect.poll(() => count(server), { timeout: 60_000 }).toBe(HOURS.length);
    expect(await allRows(server)).toEqual(expected);

    await expect
      .poll(() => follower.received.length, { timeout: 30_000 })
      .toBeGreaterThanOrEqual(HOURS.length);
    expect(follower.received).toEqual(expected.map(({ candle }) => candle.openTime));
    await follower.dispose();
    await server.stop();
  });
});

describe('the server process', () => {
  it('says what is wrong with a setting and ends', async () => {
    const { code, output } = await ServerProcess.run({ PORT: '1', REPLAY_RATE: 'fast' });
    expect(code).toBe(1);
    expect(output).toMatch(/REPLAY_RATE: expected .* received "fast"/);
  });

  it('says that its port is taken, and leaves its data folder free for the next start', async () => {
    const PORT = String(await freePort());
    const first = await ServerProcess.start({
      PORT,
      REPLAY_RATE: 'off',
      DATA_DIR: join(folder.path, 'first'),
    });
    const DATA_DIR = join(folder.path, 'second');
    const blocked = await ServerProcess.run({ PORT, REPLAY_RATE: 'off', DATA_DIR });
    expect(blocked).toMatchObject({
      code: 1,
      output: expect.stringMatching(`port ${PORT} .*taken`) as string,
    });
    const moved = await ServerProcess.start({ PORT: String(await freePort()), REPLAY_RATE: 'off', DATA_DIR });
    await moved.stop();
    await first.stop();
  });
});
