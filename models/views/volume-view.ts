import { formatRounded } from '../number-format.ts';
import { knowsVolume, volumeScore } from '../scales.ts';
import type { View } from './view.ts';

/** Was more traded than usual? Says nothing of a candle whose volume is not known. */
export const volumeView: View = {
  name: 'volume',
  weight: 0.5,
  share: 0.07,
  readings: [
    {
      kind: 'VOLUME_SURGE',
      tail: 'volume',
      measure: ({ scales }, { volume }) => (volume === null ? Number.NaN : volumeScore(scales, volume)),
      phrase: ({ scales }, { volume }) =>
        volume === null || !knowsVolume(scales)
          ? null
          : `volume ${formatRounded(volume / Math.exp(scales.volumeMean))} × normal`,
    },
  ],
};
