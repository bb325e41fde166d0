import { join } from 'node:path';
import { expect, it } from 'vitest';
import { simulatedHours, temporaryFolder } from '../fixtures.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import { send, sendStubbornly } from './candle-sender.ts';
import { EmbeddedDatabase } from './embedded-database.ts';
import { SmallDisk } from './small-disk.ts';
import { expectSameRows, rowsOf, storedRows } from './stored-rows.ts';

const HOURS = simulatedHours(4_000);
const CANDLES_A_BATCH = 50;
/** PostgreSQL alone takes some 40 MB, and its log 16 MB at a time. */
const DISK_MEGABYTES = 160;
const LEFT_BYTES = 256 * 1024;
const FAULTS = ['SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR'];

/** Sends batch after batch until one is refused; says how many candles were judged by then, and with which code it ended. */
async function sendUntilRefused(url: string, symbol: string) {
  for (let judged = 0; ; judged += CANDLES_A_BATCH) {
    const batch = HOURS.slice(judged, judged + CANDLES_A_BATCH);
    expect(batch.length, 'the disk was never full').toBeGreaterThan(0);
    const { errors } = await send(url, symbol, batch);
    if (errors) return { judged, code: errors[0]?.extensions.code };
  }
}

async function health(url: string) {
  const response = await fetch(`${url}/health`);
  return { code: response.status, ...((await response.json()) as { status: string }) };
}

it(
  'a full disk costs errors and no candle: with space again, everything is as if it had never been full',
  { timeout: 600_000 },
  async (test) => {
    const folder = await temporaryFolder();
    const DATA_DIR = join(folder.path, 'small');
    const disk = await SmallDisk.mount(DATA_DIR, DISK_MEGABYTES);
    if (!disk) {
      console.log(
        'No disk of a few megabytes can be mounted here (it takes root on Linux), so none was filled up. ' +
          'That a statement fails in the middle of a transaction is tested in server/ingest/ingest.test.ts.',
      );
      await folder.dispose();
      return test.annotate('no small disk here: see the failing statements in server/ingest/ingest.test.ts');
    }
    const server = await ServerProcess.start({
      PORT: String(await freePort()),
      REPLAY_RATE: 'off',
      DATA_DIR,
    });
    const database = new EmbeddedDatabase(DATA_DIR);
    try {
      await disk.fill(LEFT_BYTES);
      const { judged, code } = await sendUntilRefused(server.url, 'FULL');
      expect(FAULTS).toContain(code);
      const again = await send(server.url, 'FULL', HOURS.slice(judged, judged + CANDLES_A_BATCH));
      expect(FAULTS).toContain(again.errors?.[0]?.extensions.code);
      expect(again.errors?.[0]?.message).toContain('The disk of the database is full');
      expect(again.errors?.[0]?.extensions).toMatchObject({ reason: 'DISK_FULL' });
      const sick = await health(server.url);
      expect(sick).toMatchObject({ code: 503, status: 'the disk of the database is full' });
      const told = () => server.lines.filter((line) => line.includes('The disk of the database is full'));
      expect(told(), 'logged once').toHaveLength(1);
      console.log(`The disk was full after ${judged} candles (${code})`);

      await disk.free();
      await expect.poll(() => health(server.url)).toMatchObject({ code: 200, status: 'ready' });
      expect(server.lines.join('\n')).toContain('has space again');
      await sendStubbornly(server.url, 'FULL', HOURS.slice(judged), 500);
      await sendStubbornly(server.url, 'WHOLE', HOURS, 1_000);
      const rows = await storedRows(await database.url());
      expectSameRows(rowsOf(rows, 'FULL'), rowsOf(rows, 'WHOLE'));
    } finally {
      await server.stop();
      await disk.unmount();
      await folder.dispose();
    }
  },
);
