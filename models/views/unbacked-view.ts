import type { Ohlcv } from '@detective/data';
import type { Expectation } from '../expectation.ts';
import { formatRounded } from '../number-format.ts';
import { deviation, volumeScore } from '../scales.ts';
import { moveTo, wentTo, type PriceSide } from './moves.ts';
import type { Reading, View } from './view.ts';

/** By how much larger, in log, moves are where volume is larger by one deviation; fitted to 2018 to 2020. */
const SLOPE = 0.7;

/** The excursion, divided by how much larger such a volume makes it; 0 where nobody knows the volume. */
function unbacked(side: PriceSide, expectation: Expectation, candle: Ohlcv): number {
  const { volume } = candle;
  if (volume === null || !(volume > 0)) return 0;
  const { scales, growth } = expectation;
  const backed = Math.exp(SLOPE * Math.max(volumeScore(scales, volume), 0));
  return moveTo(side, expectation, candle) / growth / deviation(scales) / backed;
}

const readingOf = (side: PriceSide, kind: Reading['kind']): Reading => ({
  kind,
  tail: 'unbacked',
  measure: (expectation, candle) => unbacked(side, expectation, candle),
  phrase: ({ scales }, candle) => {
    const percent = formatRounded(100 * Math.abs(candle[side] / scales.close - 1));
    return `${wentTo(side, candle[side])}, ${percent} % ${side === 'high' ? 'above' : 'below'} the last close, without the volume of such a move`;
  },
});

/** Did the price go far without the trades that move it, as at a bad print or in an empty order book? */
export const unbackedView: View = {
  name: 'unbacked',
  weight: 0,
  share: 0.003,
  readings: [readingOf('high', 'PRICE_SPIKE'), readingOf('low', 'PRICE_CRASH')],
};
