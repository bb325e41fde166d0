import { INTERVALS } from '../ohlcv.ts';
import type { EpochMs } from '../ohlcv.ts';
import { dailyRhythm } from './daily-rhythm.ts';
import type { Random } from './random.ts';

/** Typical standard deviation of an hourly log return. */
const HOURLY_SIGMA = 0.004;

/** Two regimes of log volatility: one that lasts weeks and one that lasts hours, as in two-factor models. */
const FACTORS = [
  { halfLifeHours: 24 * 12, deviation: 0.4 },
  { halfLifeHours: 8, deviation: 0.4 },
];

/** Degrees of freedom of the returns given their volatility: Student's t, whose tails are heavy. */
const DEGREES_OF_FREEDOM = 4;

/** How strongly the time of day moves log volatility. */
const DAILY_SWING = 0.25;

export interface Volatility {
  /** Standard deviation of this candle's log return. */
  sigma: number;
  /** Log of sigma over its typical value: 0 is an ordinary candle. */
  excess: number;
}

/**
 * Stochastic volatility: log sigma is the sum of two autoregressions, the daily rhythm and, candle by candle, the
 * chi-square mixing that turns normal returns into Student's t. The whole path inside a candle shares it, so that a
 * violent candle is violent in range as well as in return.
 */
export function createVolatility(random: Random, intervalMs: number): (openTime: EpochMs) => Volatility {
  const hours = intervalMs / INTERVALS['1h'];
  const factors = FACTORS.map(({ halfLifeHours, deviation }) => ({
    memory: 0.5 ** (hours / halfLifeHours),
    deviation,
    level: deviation * random.normal(),
  }));
  return (openTime) => {
    let excess = DAILY_SWING * dailyRhythm(openTime);
    for (const factor of factors) {
      const innovation = factor.deviation * Math.sqrt(1 - factor.memory ** 2) * random.normal();
      factor.level = factor.memory * factor.level + innovation;
      excess += factor.level;
    }
    excess -= 0.5 * Math.log(random.chiSquare(DEGREES_OF_FREEDOM));
    return { sigma: HOURLY_SIGMA * Math.sqrt(hours) * Math.exp(excess), excess };
  };
}
