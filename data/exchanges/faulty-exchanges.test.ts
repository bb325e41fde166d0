import type { Ohlcv } from '../ohlcv.ts';
import { describe, expect, it } from 'vitest';
import { followMarketEvents } from './follow-market.ts';
import { DIALECTS } from './testing/dialects.ts';
import { BEGIN, HOUR } from './testing/fixtures.ts';
import { setRandomScene } from './testing/random-scene.ts';

/** `SEED` repeats a run that failed; `HOURS` makes it longer than four days (720 is a month). */
const SEED = Number(process.env.SEED ?? Date.now() % 1e6);
const HOURS = Number(process.env.HOURS ?? 96);

const at = (hour: number) => BEGIN + hour * HOUR;

describe(`every fourth request goes wrong (SEED=${SEED} HOURS=${HOURS}), and nothing is lost, doubled or changed:`, () => {
  it.each(DIALECTS.map(({ exchange }, index) => ({ exchange, seed: SEED + index })))(
    '$exchange',
    async ({ exchange, seed }) => {
      await using scene = await setRandomScene(exchange, seed, HOURS);
      const { candles } = scene;
      const stored: Ohlcv[] = [];
      const corrected = new Map<number, Ohlcv>();
      for await (const event of followMarketEvents(scene.options)) {
        if (event.kind === 'correction') corrected.set(event.before.openTime, event.after);
        if (event.kind !== 'candles') continue;
        stored.push(...event.candles);
        const newest = stored.at(-1)?.openTime ?? NaN;
        if (newest >= at(HOURS)) break;
        scene.received(newest);
      }
      const closed = ({ openTime }: Ohlcv) => openTime <= at(HOURS);
      expect(stored.filter(closed)).toEqual(candles.filter(closed));
      expect([...corrected].sort()).toEqual([...scene.corrected].sort());
      expect(scene.kinds()).toContain('failing');
    },
    1_800_000,
  );
});
