import { formatRounded } from '../number-format.ts';
import { deviation } from '../scales.ts';
import type { View } from './view.ts';

/** Did the move last to the close? */
export const jumpView: View = {
  name: 'jump',
  weight: 1,
  readings: [
    {
      kind: 'PRICE_JUMP',
      tail: 'jump',
      measure: ({ scales, growth }, { close }) =>
        Math.abs(Math.log(close / scales.close)) / growth / deviation(scales),
      phrase: ({ scales, growth }, { close }) => {
        const change = close / scales.close - 1;
        const times = Math.abs(Math.log1p(change)) / (deviation(scales) * growth);
        const percent = formatRounded(Math.abs(100 * change));
        return `close moved ${change < 0 ? 'down' : 'up'} ${percent} %, ${formatRounded(times)} times a usual move`;
      },
    },
  ],
};
