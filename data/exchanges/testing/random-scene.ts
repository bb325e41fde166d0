import { createRandom, type Random } from '../../simulator/random.ts';
import type { EpochMs } from '../../ohlcv.ts';
import type { FakeMarket, ServedCandle } from './fake-market.ts';
import { BEGIN, HOUR, hourly, setScene } from './fixtures.ts';
import { randomMishaps } from './random-mishaps.ts';

const PROBABILITY = 0.25;

/**
 * An exchange of which every fourth request goes wrong, that is away for two hours, has gaps and corrects candles now
 * and then: so many hours of it, some of them in the past when the following begins.
 */
export async function setRandomScene(exchange: string, seed: number, hours: number) {
  const at = (hour: number) => BEGIN + hour * HOUR;
  const random = createRandom(seed);
  const candles = withGaps(hourly(hours + 4, seed), hours, random);
  const present = Math.floor(hours * (0.3 + 0.2 * random.uniform()));
  const now = at(present) + 1;
  const scene = await setScene({ exchange, candles: [...candles], now, deadlineMs: 500 });
  const faults = randomMishaps(random, PROBABILITY);
  const outage = at(present + 20 + random.integer(20));
  const isAway = () => scene.clock.now() > outage && scene.clock.now() < outage + 2 * HOUR;
  scene.server.mishap = () => (isAway() ? (response) => response.destroy() : faults.mishap());
  scene.server.tamper = faults.tamper;
  const corrections = new RandomCorrections(scene.market, random, at(hours - 20));
  /** To be told of the newest candle that was received. */
  const received = (newest: EpochMs) => {
    if (newest > at(present + 1)) corrections.maybe(newest);
  };
  return { ...scene, random, candles, corrected: corrections.changed, received };
}

/** An exchange's own gaps in so many hours: some single ones, and eight in a row. */
function withGaps(candles: ServedCandle[], hours: number, random: Random): ServedCandle[] {
  const away = 20 + random.integer(hours - 60);
  return candles.filter(
    (_, hour) => hour < 2 || hour >= hours || ((hour < away || hour >= away + 8) && random.uniform() > 0.02),
  );
}

/** Now and then the exchange changes a candle of the last hours; each at most once, and none at the end. */
class RandomCorrections {
  readonly changed = new Map<EpochMs, ServedCandle>();

  constructor(
    readonly market: FakeMarket,
    readonly random: Random,
    /** The newest candle of the last chance. */
    readonly last: EpochMs,
  ) {}

  maybe(newest: EpochMs): void {
    if (this.random.uniform() > 0.05 || newest > this.last) return;
    const openTime = newest - (2 + this.random.integer(18)) * HOUR;
    const index = this.market.candles.findIndex((candle) => candle.openTime === openTime);
    const candle = this.market.candles[index];
    if (!candle || this.changed.has(openTime)) return;
    const after = { ...candle, high: candle.high * 1.001, volume: candle.volume * 2 };
    this.market.candles[index] = after;
    this.changed.set(openTime, after);
  }
}
