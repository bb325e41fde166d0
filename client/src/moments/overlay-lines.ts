import type { EpochMs } from '../format/units.ts';
import type { AggregatedCandle } from '../overview/aggregated-candles.ts';
import type { RareMark } from '../overview/rare-mark.ts';
import { soundCandles } from '../overview/sound-prices.ts';

/** A close before or after a moment, as a share against the open of its candle. */
export interface OverlayPoint {
  /** Milliseconds after the open of the candle of the moment. */
  readonly at: number;
  readonly change: number;
  /** Whether there is no bad tick in its candle. */
  readonly isSound: boolean;
}

/**
 * The closes around a moment, each at the end of its candle, against the price at which the candle of the moment opened, or
 * against the last close before where that candle is a bad tick.
 *
 * @param candles ascending
 * @param marks all that is rare, in any order
 */
export function overlayLine(
  moment: EpochMs,
  stepMs: number,
  candles: readonly AggregatedCandle[],
  marks: readonly RareMark[],
): OverlayPoint[] {
  const own = candles.find(({ openTime }) => openTime === moment);
  const sound = new Set(soundCandles(candles, marks));
  const before = [...sound].findLast(({ openTime }) => openTime < moment)?.close;
  const base = own && !sound.has(own) ? before : own?.open;
  if (base === undefined) return [];
  return candles.map((candle) => ({
    at: candle.openTime + stepMs - moment,
    change: candle.close / base - 1,
    isSound: sound.has(candle),
  }));
}

/** An SVG path of a line in a box of 100 × 100, for a range of times and of changes. */
export function overlayPath(
  line: readonly Pick<OverlayPoint, 'at' | 'change'>[],
  times: { from: number; to: number },
  changes: { least: number; most: number },
): string {
  const x = (at: number) => (100 * (at - times.from)) / (times.to - times.from);
  const y = (change: number) => 100 - (100 * (change - changes.least)) / (changes.most - changes.least);
  const inside = line.filter(({ at }) => at >= times.from && at <= times.to);
  return inside
    .map(({ at, change }, place) => `${place === 0 ? 'M' : 'L'}${x(at).toFixed(2)} ${y(change).toFixed(2)}`)
    .join('');
}

/** The range of changes that lines span, with some room around; never empty. A bad tick lies outside, and is cut off. */
export function changesOf(lines: readonly (readonly OverlayPoint[])[]): { least: number; most: number } {
  const sound = lines.flat().filter(({ isSound }) => isSound);
  const all = [0, ...sound.map(({ change }) => change)];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const room = Math.max((most - least) * 0.06, 0.001);
  return { least: least - room, most: most + room };
}
