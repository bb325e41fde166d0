import type { Ohlcv } from '@detective/data';
import { forecastPrices, type Expectation } from '../expectation.ts';
import { formatPrice, formatRounded } from '../number-format.ts';
import { quickScale } from '../scales.ts';
import { moveTo, wentTo, type PriceSide } from './moves.ts';
import type { Reading, View } from './view.ts';

/** Standardised residual: actual − location, in units of the scale that the networks gave. */
export function residual(side: PriceSide, expectation: Expectation, candle: Ohlcv): number {
  const { location, scale } = expectation.output[side];
  const unit = quickScale(expectation.scales);
  return (moveTo(side, expectation, candle) / expectation.growth / unit - location) / scale;
}

function phrase(side: PriceSide, expectation: Expectation, candle: Ohlcv): string | null {
  const { scales, output, growth } = expectation;
  const forecast = forecastPrices(expectation)[side];
  const price = candle[side];
  const usual = output[side].scale * quickScale(scales) * growth;
  const times = Math.log(side === 'high' ? price / forecast : forecast / price) / usual;
  // A forecast that saw it coming is no news; that the market moved so far may still be.
  if (times < 1) return null;
  const where = side === 'high' ? 'above' : 'below';
  return `${wentTo(side, price)}: ${formatPrice(Math.abs(price - forecast))} ${where} forecast, ${formatRounded(times)} × the usual miss`;
}

const readingOf = (side: PriceSide, kind: Reading['kind']): Reading => ({
  kind,
  tail: side,
  price: side,
  measure: (expectation, candle) => residual(side, expectation, candle),
  phrase: (expectation, candle) => phrase(side, expectation, candle),
});

/**
 * Was this to be expected after the last hours? It counts a tenth: its scale is that of the last hours, and what was a
 * quiet night makes much of a small move.
 */
export const forecastView: View = {
  name: 'forecast',
  weight: 0.1,
  share: 0,
  readings: [readingOf('high', 'PRICE_SPIKE'), readingOf('low', 'PRICE_CRASH')],
};
