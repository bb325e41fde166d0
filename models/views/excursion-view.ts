import { formatRounded } from '../number-format.ts';
import { deviation, longDeviation, type Scales } from '../scales.ts';
import { moveTo, wentTo, type PriceSide } from './moves.ts';
import type { Reading, View } from './view.ts';

type UnitOf = (scales: Scales) => number;

const readingOf = (side: PriceSide, kind: Reading['kind'], tail: string, unitOf: UnitOf): Reading => ({
  kind,
  tail,
  price: side,
  measure: (expectation, candle) =>
    moveTo(side, expectation, candle) / expectation.growth / unitOf(expectation.scales),
  phrase: ({ scales }, candle) => {
    const percent = formatRounded(100 * Math.abs(candle[side] / scales.close - 1));
    return `${wentTo(side, candle[side])}, ${percent} % ${side === 'high' ? 'above' : 'below'} the last close`;
  },
});

const viewOf = (name: string, weight: number, unitOf: UnitOf): View => ({
  name,
  weight,
  share: 0,
  readings: [readingOf('high', 'PRICE_SPIKE', name, unitOf), readingOf('low', 'PRICE_CRASH', name, unitOf)],
});

/** Is it large for the last weeks? */
export const excursionView = viewOf('excursion', 0.25, deviation);

/** Is it large for the last months? Of several upheavals this names the largest, not the first. */
export const longExcursionView = viewOf('long excursion', 1, longDeviation);
