import type { Interval, Ohlcv } from '@detective/data';
import type { Artifact } from '../artifact.ts';
import { ARTIFACT_FORMAT } from '../manifest.ts';
import { encodeWeights, sha256 } from '../weights.ts';
import { FEATURES, TARGETS } from '../features.ts';
import type { Priors } from '../scales.ts';
import type { LstmWeights } from '../lstm.ts';
import { calibrate, priorsOf } from './calibrate.ts';
import { checkTeaching } from './check-teaching.ts';
import { buildDataset } from './dataset.ts';
import { forecastErrors, lossOf, outputsOf } from './errors.ts';
import { fitMember, type FitOptions, type FitProgress, type Lesson } from './fit-member.ts';
import { roundedDeep } from './rounded.ts';

export interface TrainOptions extends FitOptions {
  id: string;
  interval: Interval;
  /** Networks whose forecasts are averaged; each has a seed of its own. */
  members: number;
  /** Share of the candles, at the end, that training doesn't see and that decides when it stops. */
  heldOut: number;
  dataSha256: string;
  backend: string;
}

/** A series that the networks learn from as well. */
export interface OtherSeries {
  interval: Interval;
  candles: readonly Ohlcv[];
}

/** Another series up to the time from which on the first one is held out: markets move together. */
function lessonOf({ interval, candles }: OtherSeries, priors: Priors, heldOutFrom = Infinity): Lesson {
  const data = buildDataset(candles, priors, interval);
  const first = data.openTimes.findIndex((time) => time >= heldOutFrom);
  return { data, trainRows: first === -1 ? data.length : first };
}

/** What a training may have beside its series. */
export interface TrainExtras {
  onEpoch?: (member: number, progress: FitProgress) => void;
  /** Series that the networks learn from as well; priors, tails and figures are those of the first alone. */
  others?: readonly OtherSeries[];
}

const day = (time: number): string => new Date(time).toISOString();

/**
 * Trains an ensemble on a series and calibrates the views on the same years. A backend must have been started. The same
 * candles, options and backend give the same artifact.
 *
 * @param candles ascending in time
 * @throws TooFewCandlesError, NothingToLearnError as `checkTeaching` says
 */
export function trainArtifact(
  candles: readonly Ohlcv[],
  options: TrainOptions,
  { onEpoch, others = [] }: TrainExtras = {},
): Artifact {
  checkTeaching(candles);
  const priors = roundedDeep(priorsOf(candles, options.interval));
  const data = buildDataset(candles, priors, options.interval);
  const trainRows = Math.floor(data.length * (1 - options.heldOut));
  const lessons = [
    { data, trainRows },
    ...others.map((other) => lessonOf(other, priors, data.openTimes[trainRows])),
  ];
  const members: LstmWeights[] = [];
  const epochs: number[] = [];
  for (let member = 0; member < options.members; member++) {
    const seed = options.seed + 1000 * member;
    const fitted = fitMember(lessons, { ...options, seed }, (progress) => onEpoch?.(member, progress));
    members.push(fitted.weights);
    epochs.push(fitted.epochs);
  }
  const outputs = outputsOf(data, members);
  return {
    members,
    manifest: roundedDeep({
      format: ARTIFACT_FORMAT,
      id: options.id,
      interval: options.interval,
      measured: [],
      features: [...FEATURES],
      targets: [...TARGETS],
      members: options.members,
      units: options.units,
      weightsSha256: sha256(encodeWeights(members)),
      priors,
      ...calibrate(data, outputs),
      training: {
        candles: candles.length,
        from: day((candles[0] as Ohlcv).openTime),
        to: day((candles.at(-1) as Ohlcv).openTime),
        heldOutFrom: day(data.openTimes[trainRows] as number),
        dataSha256: options.dataSha256,
        seed: options.seed,
        epochs,
        backend: options.backend,
      },
      metrics: { loss: lossOf(data, outputs, trainRows), ...forecastErrors(data, outputs, trainRows) },
    }),
  };
}
