import { formatRounded } from '../number-format.ts';
import { newTrend } from '../trends.ts';
import type { View } from './view.ts';

/** Does trading dry up for hours, as when a venue fails? */
export const dryView: View = {
  name: 'dry',
  weight: 0,
  share: 0.001,
  readings: [
    {
      kind: 'FEED_FROZEN',
      tail: 'dry',
      measure: ({ scales, growth }, candle) => Math.max(-newTrend('dry', scales, candle, growth), 0),
      phrase: ({ scales }, { volume }) => {
        if (volume === null) return null;
        const times = Math.exp(scales.volumeMean) / volume;
        return Number.isFinite(times) && times > 2
          ? `trading dries up: volume ${formatRounded(times)} × below normal`
          : null;
      },
    },
  ],
};
