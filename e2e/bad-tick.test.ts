import { afterAll, beforeAll, expect, it } from 'vitest';
import { DashboardFixture } from './dashboard-fixture.ts';
import { simulatedHours } from './fixtures.ts';

/** One candle in the middle with a high at a hundred times the price. */
const CANDLES = simulatedHours(2_400).map((candle, hour) =>
  hour === 1_200 ? { ...candle, high: candle.high * 100 } : candle,
);

let fixture: DashboardFixture;

beforeAll(async () => {
  fixture = await DashboardFixture.replay(CANDLES);
  await fixture.untilStored(CANDLES.length);
});

afterAll(() => fixture?.[Symbol.asyncDispose]());

it('a bad tick squeezes no other price of the overview into a line', async () => {
  await using dashboard = await fixture.dashboard('');
  const { page } = dashboard;
  await dashboard.untilNewestIs(CANDLES.at(-1)?.openTime ?? 0);
  const canvas = page.locator('.overview-strip canvas');
  await canvas.waitFor();
  /** How much of the room for prices those beside the tick take. */
  const height = () =>
    canvas.evaluate((element) => {
      const { width, height } = element as HTMLCanvasElement;
      const room = Math.floor(height / 2);
      const { data } = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, room) ?? {
        data: [],
      };
      const rows: number[] = [];
      for (let y = 0; y < room; y++)
        for (let x = 0; x < width; x++)
          if (Math.abs(x / width - 0.5) > 0.05 && (data[4 * (y * width + x) + 3] ?? 0) > 0) rows.push(y);
      return (Math.max(...rows) - Math.min(...rows)) / room;
    });
  await expect.poll(height).toBeGreaterThan(0.6);
  expect(dashboard.complaints).toEqual([]);
});
