import type { Interval, Ohlcv } from '@detective/data';
import type { Artifact } from '../artifact.ts';
import { ARTIFACT_FORMAT } from '../manifest.ts';
import type { View } from '../views/view.ts';
import { VIEWS } from '../views/views.ts';
import { calibrate } from './calibrate.ts';
import { buildDataset } from './dataset.ts';
import { outputsOf } from './errors.ts';
import { roundedDeep } from './rounded.ts';

/**
 * The same networks with the tails of the views, and the distribution of their score, fitted anew: what a change of the
 * views needs, in seconds instead of the hour of a training.
 *
 * @param candles those that it was trained on, ascending
 * @param longMove half-life of the long move in candles, where it isn't the detector's
 */
export function recalibrate(
  { manifest, members }: Artifact,
  candles: readonly Ohlcv[],
  interval: Interval,
  views: readonly View[] = VIEWS,
  longMove?: number,
): Artifact {
  const data = buildDataset(candles, manifest.priors, interval, longMove);
  return {
    members,
    manifest: roundedDeep({
      ...manifest,
      format: ARTIFACT_FORMAT,
      ...calibrate(data, outputsOf(data, members), views),
    }),
  };
}
