import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../simulator/random.ts';
import { DIALECTS } from './testing/dialects.ts';
import type { ServedCandle } from './testing/fake-market.ts';
import { BEGIN, HOUR, hourly, setScene } from './testing/fixtures.ts';
import { randomMishaps } from './testing/random-mishaps.ts';

/** `SEED` repeats a run that failed; `HOURS` makes it longer than five days (720 is a month). */
const SEED = Number(process.env.SEED ?? Date.now() % 1e6);
const HOURS = Number(process.env.HOURS ?? 120);
const PROBABILITY = 0.25;

const at = (hour: number) => BEGIN + hour * HOUR;

/** The exchange's own gaps: some single hours, and eight in a row. */
function withGaps(candles: ServedCandle[], random: Random): ServedCandle[] {
  const away = 20 + random.integer(HOURS - 60);
  return candles.filter(
    (_, hour) => hour < 2 || hour >= HOURS || ((hour < away || hour >= away + 8) && random.uniform() > 0.02),
  );
}

describe(`every fourth request goes wrong (SEED=${SEED} HOURS=${HOURS}), and nothing is lost, doubled or changed:`, () => {
  it.each(DIALECTS.map(({ exchange }, index) => ({ exchange, seed: SEED + index })))(
    '$exchange',
    async ({ exchange, seed }) => {
      const random = createRandom(seed);
      const candles = withGaps(hourly(HOURS + 4, seed), random);
      const present = Math.floor(HOURS * (0.3 + 0.4 * random.uniform()));
      await using scene = await setScene({ exchange, candles, now: at(present) + 1 });
      const faults = randomMishaps(random, PROBABILITY);
      const outage = at(present + 20 + random.integer(20));
      const isAway = () => scene.clock.now() > outage && scene.clock.now() < outage + 2 * HOUR;
      scene.server.mishap = () => (isAway() ? (response) => response.destroy() : faults.mishap());
      scene.server.tamper = faults.tamper;
      expect(await scene.until(at(HOURS))).toEqual(candles.filter(({ openTime }) => openTime <= at(HOURS)));
      expect(scene.kinds()).toContain('failing');
    },
    600_000,
  );
});
