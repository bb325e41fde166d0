import type { Ohlcv } from '../ohlcv.ts';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../simulator/random.ts';
import { followMarketEvents } from './follow-market.ts';
import { DIALECTS } from './testing/dialects.ts';
import { BEGIN, HOUR, hourly, setScene } from './testing/fixtures.ts';
import { RandomCorrections, withGaps } from './testing/random-history.ts';
import { randomMishaps } from './testing/random-mishaps.ts';

/** `SEED` repeats a run that failed; `HOURS` makes it longer than four days (720 is a month). */
const SEED = Number(process.env.SEED ?? Date.now() % 1e6);
const HOURS = Number(process.env.HOURS ?? 96);
const PROBABILITY = 0.25;

const at = (hour: number) => BEGIN + hour * HOUR;

describe(`every fourth request goes wrong (SEED=${SEED} HOURS=${HOURS}), and nothing is lost, doubled or changed:`, () => {
  it.each(DIALECTS.map(({ exchange }, index) => ({ exchange, seed: SEED + index })))(
    '$exchange',
    async ({ exchange, seed }) => {
      const random = createRandom(seed);
      const candles = withGaps(hourly(HOURS + 4, seed), HOURS, random);
      const present = Math.floor(HOURS * (0.3 + 0.2 * random.uniform()));
      await using scene = await setScene({
        ...{ exchange, candles: [...candles], now: at(present) + 1, deadlineMs: 500 },
      });
      const faults = randomMishaps(random, PROBABILITY);
      const outage = at(present + 20 + random.integer(20));
      const isAway = () => scene.clock.now() > outage && scene.clock.now() < outage + 2 * HOUR;
      scene.server.mishap = () => (isAway() ? (response) => response.destroy() : faults.mishap());
      scene.server.tamper = faults.tamper;

      const corrections = new RandomCorrections(scene.market, random, at(HOURS - 20));
      const stored: Ohlcv[] = [];
      const corrected = new Map<number, Ohlcv>();
      for await (const event of followMarketEvents(scene.options)) {
        if (event.kind === 'correction') corrected.set(event.before.openTime, event.after);
        if (event.kind !== 'candles') continue;
        stored.push(...event.candles);
        const newest = stored.at(-1)?.openTime ?? NaN;
        if (newest >= at(HOURS)) break;
        if (newest > at(present + 1)) corrections.maybe(newest);
      }
      const closed = ({ openTime }: Ohlcv) => openTime <= at(HOURS);
      expect(stored.filter(closed)).toEqual(candles.filter(closed));
      expect([...corrected].sort()).toEqual([...corrections.changed].sort());
      expect(scene.kinds()).toContain('failing');
    },
    1_800_000,
  );
});
