import type { RareMark } from './rare-mark.ts';
import { rareness } from './rare-mark.ts';
import { type WideGrid, binOf } from './wide-data.ts';
import type { WideMark } from './wide-markers.ts';

/** Puts marks together by the aggregated candle that they fall into; those outside of the grid are left out. */
export function wideMarks(marks: readonly RareMark[], grid: WideGrid): WideMark[] {
  const byBin = new Map<number, RareMark[]>();
  for (const mark of marks) {
    const bin = binOf(mark.openTime, grid);
    const others = byBin.get(bin);
    if (others) others.push(mark);
    else byBin.set(bin, [mark]);
  }
  return [...byBin].flatMap(([openTime, own]) => {
    const candle = grid.points[Math.round((openTime - grid.start) / grid.spanMs)]?.candle;
    if (!candle) return [];
    const rarestFirst = own.sort((one, other) => rareness(other) - rareness(one));
    return { openTime, high: candle.high, low: candle.low, marks: rarestFirst };
  });
}
