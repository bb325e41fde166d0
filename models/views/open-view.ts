import { formatPrice, formatRounded } from '../number-format.ts';
import { deviation } from '../scales.ts';
import type { View } from './view.ts';

/** Does the candle begin where the last one ended? One that does not has skipped what lay between. */
export const openView: View = {
  name: 'open',
  weight: 0,
  share: 0.0003,
  readings: [
    {
      kind: 'PRICE_JUMP',
      tail: 'open',
      // After missing candles, or some in which nothing moved, nobody expects that.
      measure: ({ scales, growth }, { open }) =>
        growth > 1 || scales.stillRun > 0 ? 0 : Math.abs(Math.log(open / scales.close)) / deviation(scales),
      phrase: ({ scales }, { open }) => {
        const percent = formatRounded(100 * Math.abs(open / scales.close - 1));
        return `opened at ${formatPrice(open)}, ${percent} % ${open < scales.close ? 'below' : 'above'} the last close`;
      },
    },
  ],
};
