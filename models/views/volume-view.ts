import { formatRounded } from '../number-format.ts';
import { volumeScore } from '../scales.ts';
import type { View } from './view.ts';

/** Was more traded than usual? */
export const volumeView: View = {
  name: 'volume',
  weight: 1,
  readings: [
    {
      kind: 'VOLUME_SURGE',
      tail: 'volume',
      measure: ({ scales }, { volume }) => volumeScore(scales, volume),
      phrase: ({ scales }, { volume }) =>
        `volume ${formatRounded(volume / Math.exp(scales.volumeMean))} times normal`,
    },
  ],
};
