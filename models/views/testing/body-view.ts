import { deviation } from '../../scales.ts';
import type { View } from '../view.ts';

/** A view for tests: how much of the candle's way from open to close is body, against what is usual. */
export const bodyView: View = {
  name: 'body',
  weight: 1,
  share: 0,
  readings: [
    {
      kind: 'PRICE_JUMP',
      tail: 'body',
      measure: ({ scales }, { open, close }) => Math.abs(Math.log(close / open)) / deviation(scales),
      phrase: (_expectation, { open, close }) => `the body spans ${Math.abs(close - open).toFixed(2)}`,
    },
  ],
};
