import type { Ohlcv } from '@detective/data';
import type { Expectation } from '../expectation.ts';
import { formatRounded } from '../number-format.ts';
import { HALF_LIVES } from '../scales.ts';
import { newTrend } from '../trends.ts';
import type { Reading, View } from './view.ts';

const DRIFTS = { fast: HALF_LIVES.driftFast, slow: HALF_LIVES.driftSlow } as const;

function readingOf(drift: keyof typeof DRIFTS, sign: 1 | -1, kind: Reading['kind']): Reading {
  const measure = ({ scales, growth }: Expectation, candle: Ohlcv): number =>
    Math.max(sign * newTrend(drift, scales, candle, growth), 0);
  return {
    kind,
    tail: `${drift} drift`,
    measure,
    phrase: (expectation, candle) => {
      const times = measure(expectation, candle);
      if (times < 1) return null;
      return `drifted ${sign > 0 ? 'up' : 'down'} over ${2 * DRIFTS[drift]} candles, ${formatRounded(times)} × as far as usual`;
    },
  };
}

/** Does the price move one way for hours or days, by candles that are ordinary each? */
export const driftView: View = {
  name: 'drift',
  weight: 0,
  share: 0.03,
  readings: [
    readingOf('fast', 1, 'PRICE_SPIKE'),
    readingOf('fast', -1, 'PRICE_CRASH'),
    readingOf('slow', 1, 'PRICE_SPIKE'),
    readingOf('slow', -1, 'PRICE_CRASH'),
  ],
};
