import { formatRounded } from '../number-format.ts';
import { deviation, longDeviation, type Scales } from '../scales.ts';
import type { View } from './view.ts';

const viewOf = (name: string, weight: number, unitOf: (scales: Scales) => number): View => ({
  name,
  weight,
  share: 0,
  readings: [
    {
      kind: 'PRICE_JUMP',
      tail: name,
      measure: ({ scales, growth }, { close }) =>
        Math.abs(Math.log(close / scales.close)) / growth / unitOf(scales),
      phrase: ({ scales, growth }, { close }) => {
        const change = close / scales.close - 1;
        const times = Math.abs(Math.log1p(change)) / (unitOf(scales) * growth);
        const percent = formatRounded(Math.abs(100 * change));
        return `closed ${percent} % ${change < 0 ? 'down' : 'up'}, ${formatRounded(times)} × a usual move`;
      },
    },
  ],
});

/** Did the move last to the close? Counts nothing any more beside the long one, and finds words; older artifacts judge by it. */
export const jumpView = viewOf('jump', 0, deviation);

/** Did a move last to the close that is large for the last months? */
export const longJumpView = viewOf('long jump', 1.25, longDeviation);
