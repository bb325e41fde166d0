import { INTERVALS } from '../ohlcv.ts';
import type { CompleteOhlcv, EpochMs, Interval } from '../ohlcv.ts';
import { dailyRhythm } from './daily-rhythm.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import { createVolatility } from './volatility.ts';

export interface SimulationOptions {
  /** The same seed gives the same market. */
  seed: number;
  interval: Interval;
  /** Open time of the first candle, on the interval's grid. */
  from: EpochMs;
  /** How many candles; without it the market never ends. */
  count?: number;
  /** Default 30,000. */
  startPrice?: number;
  /** Prices are whole multiples of it. Default 0.01. */
  tickSize?: number;
  /** Mean volume of an hour, in the base currency. Default 300. */
  hourlyVolume?: number;
}

/** Steps of the random walk inside a candle, from which open, high, low and close are taken. */
const STEPS = 24;

/** The pull towards the start price, so that a market of decades stays on the map: it halves the distance in 7 months. */
const PULL_PER_HOUR = Math.LN2 / 5000;

/** Volume's own persistent noise: it forgets half in 6 hours. */
const VOLUME_MEMORY = 0.5 ** (1 / 6);

/**
 * A market that behaves like one: volatility comes in clusters, returns have heavy tails, days have a rhythm, and
 * volume rises with volatility. The same options give the same candles, always from the first.
 *
 * @example Array.from(simulate({ seed: 1, interval: '1h', from: Date.UTC(2024, 0, 1), count: 24 }))
 */
export function* simulate(options: SimulationOptions): Generator<CompleteOhlcv> {
  const { seed, interval, from, count = Infinity, startPrice = 30_000, tickSize = 0.01 } = options;
  const intervalMs = INTERVALS[interval];
  const random = createRandom(seed);
  const volatility = createVolatility(random, intervalMs);
  const volume = createVolume(random, options.hourlyVolume ?? 300, intervalMs / INTERVALS['1h']);
  const pull = (PULL_PER_HOUR * intervalMs) / INTERVALS['1h'];
  const home = Math.log(startPrice);
  let logPrice = home;
  for (let index = 0; index < count; index += 1) {
    const openTime = from + index * intervalMs;
    const { sigma, excess } = volatility(openTime);
    const path = walk(random, logPrice, sigma, pull * (home - logPrice));
    logPrice = path.close;
    yield { openTime, ...rounded(path, tickSize), volume: volume(excess, openTime) };
  }
}

interface Path {
  open: number;
  high: number;
  low: number;
  close: number;
}

/** A random walk of `STEPS` steps in log price with standard deviation `sigma` from open to close. */
function walk(random: Random, start: number, sigma: number, drift: number): Path {
  // A trade or two usually pass between one candle's close and the next one's open.
  const open = start + random.normal() * sigma * 0.01;
  const path = { open, high: open, low: open, close: open };
  for (let step = 0; step < STEPS; step += 1) {
    path.close += drift / STEPS + (random.normal() * sigma) / Math.sqrt(STEPS);
    path.high = Math.max(path.high, path.close);
    path.low = Math.min(path.low, path.close);
  }
  return path;
}

function rounded(path: Path, tickSize: number): Path {
  const decimals = Math.max(0, Math.ceil(-Math.log10(tickSize)));
  const price = (log: number) =>
    Number((Math.max(1, Math.round(Math.exp(log) / tickSize)) * tickSize).toFixed(decimals));
  return { open: price(path.open), high: price(path.high), low: price(path.low), close: price(path.close) };
}

/** Volume follows how violent the candle was, the time of day, and a slow noise of its own. */
function createVolume(random: Random, hourlyVolume: number, hours: number) {
  const memory = VOLUME_MEMORY ** hours;
  let noise = 0;
  return (excess: number, openTime: EpochMs) => {
    noise = memory * noise + Math.sqrt(1 - memory ** 2) * 0.4 * random.normal();
    const mean = Math.log(hourlyVolume * hours) - 0.35;
    const log = mean + 0.9 * excess + noise + 0.35 * random.normal() + 0.25 * dailyRhythm(openTime);
    return Number(Math.exp(log).toFixed(8));
  };
}
