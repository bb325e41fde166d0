import type { EpochMs } from '@detective/data';
import { kupiec } from './kupiec.ts';
import type { KupiecTest } from './kupiec.ts';

/** One scored candle as far as alert rates are concerned. */
export interface RatedCandle {
  openTime: EpochMs;
  isAlert: boolean;
  /** Whether the feed was at fault, which is told at any budget. */
  isFault: boolean;
  /** The volatility that was usual before it, in any unit. */
  volatility: number;
}

export interface AlertRate {
  name: string;
  candles: number;
  /** Alerts of the market, which the budget is about. */
  alerts: number;
  alertsPerWeek: number;
  /** Alerts of faults of the feed, which come beside it. */
  faults: number;
}

export interface AlertRates {
  budget: number;
  overall: AlertRate;
  quarters: AlertRate[];
  terciles: AlertRate[];
  kupiec: KupiecTest;
}

const TERCILES = ['calm third', 'middle third', 'wild third'];

/** Alerts a week at one budget: overall, by quarter, and by how volatile the market was beforehand. */
export function alertRates(
  candles: readonly RatedCandle[],
  budget: number,
  candlesPerWeek: number,
): AlertRates {
  const rate = (name: string, part: readonly RatedCandle[]): AlertRate => {
    const alerts = part.filter(({ isAlert, isFault }) => isAlert && !isFault).length;
    const faults = part.filter(({ isFault }) => isFault).length;
    const alertsPerWeek = (alerts / part.length) * candlesPerWeek;
    return { name, candles: part.length, alerts, alertsPerWeek, faults };
  };
  const overall = rate('overall', candles);
  const quarters = [...new Set(candles.map(({ openTime }) => quarterOf(openTime)))];
  const calmFirst = [...candles].sort((a, b) => a.volatility - b.volatility);
  return {
    budget,
    overall,
    quarters: quarters.map((name) =>
      rate(
        name,
        candles.filter(({ openTime }) => quarterOf(openTime) === name),
      ),
    ),
    terciles: TERCILES.map((name, third) => {
      const cut = (share: number) => Math.round((share / 3) * calmFirst.length);
      return rate(name, calmFirst.slice(cut(third), cut(third + 1)));
    }),
    kupiec: kupiec(overall.candles, overall.alerts, budget / candlesPerWeek),
  };
}

/** Such as `2021 Q3`, in UTC. */
export function quarterOf(time: EpochMs): string {
  const date = new Date(time);
  return `${date.getUTCFullYear()} Q${Math.floor(date.getUTCMonth() / 3) + 1}`;
}
