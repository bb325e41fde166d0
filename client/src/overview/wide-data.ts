import type { UTCTimestamp } from 'lightweight-charts';
import type { TimeRange } from '../address/time-range.ts';
import { chartTime } from '../chart/chart-points.ts';
import type { EpochMs } from '../format/units.ts';
import type { AggregatedCandle, AggregatedCandles } from './aggregated-candles.ts';

/** A place on the time axis of aggregated candles; null where none came. */
export interface WidePoint {
  readonly time: UTCTimestamp;
  readonly candle: AggregatedCandle | null;
}

/** A regular grid of places, so that index and time follow from each other. */
export interface WideGrid {
  readonly points: readonly WidePoint[];
  readonly start: EpochMs;
  readonly spanMs: number;
}

/** Weeks and other odd lengths begin where their first candle does. */
export function wideGrid({ candles, spanMs }: AggregatedCandles): WideGrid {
  const start = candles[0]?.openTime ?? 0;
  const last = candles.at(-1)?.openTime ?? start;
  const length = candles.length === 0 ? 0 : Math.round((last - start) / spanMs) + 1;
  const byPlace = new Map(candles.map((one) => [Math.round((one.openTime - start) / spanMs), one]));
  const points = Array.from({ length }, (_, place) => ({
    time: chartTime(start + place * spanMs),
    candle: byPlace.get(place) ?? null,
  }));
  return { points, start, spanMs };
}

/** Where a range of time begins and ends on the grid: a candle at place n reaches from n − 0.5 to n + 0.5. */
export const placesOf = ({ from, to }: TimeRange, { start, spanMs }: WideGrid) => ({
  from: (from - start) / spanMs - 0.5,
  to: (to - start) / spanMs - 0.5,
});

/** The range of time between two places. */
export const timesOf = (places: { from: number; to: number }, { start, spanMs }: WideGrid): TimeRange => ({
  from: start + (places.from + 0.5) * spanMs,
  to: start + (places.to + 0.5) * spanMs,
});

/** Start of the aggregated candle that a time falls into. */
export const binOf = (time: EpochMs, { start, spanMs }: WideGrid): EpochMs =>
  start + Math.floor((time - start) / spanMs) * spanMs;
