import { formatPrice, formatRounded } from '../number-format.ts';
import { deviation } from '../scales.ts';
import { moveTo, type PriceSide } from './moves.ts';
import type { Reading, View } from './view.ts';

const readingOf = (side: PriceSide, kind: Reading['kind']): Reading => ({
  kind,
  tail: 'excursion',
  price: side,
  measure: (expectation, candle) =>
    moveTo(side, expectation, candle) / expectation.growth / deviation(expectation.scales),
  phrase: ({ scales }, candle) => {
    const percent = formatRounded(100 * Math.abs(candle[side] / scales.close - 1));
    return `${side} ${formatPrice(candle[side])} was ${percent} % ${side === 'high' ? 'above' : 'below'} the last close`;
  },
});

/** Is it large for the last weeks? */
export const excursionView: View = {
  name: 'excursion',
  weight: 1,
  readings: [readingOf('high', 'PRICE_SPIKE'), readingOf('low', 'PRICE_CRASH')],
};
