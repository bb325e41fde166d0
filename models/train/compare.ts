import type { Interval, Ohlcv } from '@detective/data';
import type { Artifact } from '../artifact.ts';
import { buildDataset } from './dataset.ts';
import { forecastErrors, lossOf, outputsOf } from './errors.ts';

const figure = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(1) : value.toPrecision(4));

/** Errors of a model on the candles from a time on; a model can be measured on candles it was not trained with. */
export function measure(
  artifact: Artifact,
  candles: readonly Ohlcv[],
  from: string,
  interval: Interval,
): Record<string, number> {
  const data = buildDataset(candles, artifact.manifest.priors, interval);
  const outputs = outputsOf(data, artifact.members);
  const first = Math.max(
    data.openTimes.findIndex((time) => time >= Date.parse(from)),
    0,
  );
  return { loss: lossOf(data, outputs, first), ...forecastErrors(data, outputs, first) };
}

/** The figures of a new model as lines of text, its baselines beside them. */
export function describeMetrics(artifact: Artifact): string[] {
  const { metrics, training } = artifact.manifest;
  const of = (name: string): string => figure(metrics[name] ?? Number.NaN);
  return [
    `Mean absolute errors on the held-out range from ${training.heldOutFrom} to ${training.to}:`,
    `  high   ${of('high')}   (the last high again ${of('highAsLastHigh')}, from the recent range ${of('highAsRange')})`,
    `  low    ${of('low')}   (the last low again ${of('lowAsLastLow')})`,
    `  close  ${of('close')}`,
  ];
}

/** Says which of two models is better on the range that the new one held out. */
export function compareModels(fresh: Artifact, inUse: Artifact, candles: readonly Ohlcv[]): string[] {
  const { interval, training } = fresh.manifest;
  const theirs = measure(inUse, candles, training.heldOutFrom, interval);
  const ours = fresh.manifest.metrics;
  const [mine, other] = [ours.high ?? Number.NaN, theirs.high ?? Number.NaN];
  const change = 100 * (mine / other - 1);
  const name = inUse.manifest.id;
  const verdict =
    Math.abs(change) < 0.005
      ? `The new model is as good as ${name}: both forecast the high with the same error.`
      : mine > other
        ? `The new model is WORSE than ${name}: its error for the high is ${figure(change)} % larger.`
        : `The new model is better than ${name}: its error for the high is ${figure(-change)} % smaller.`;
  const saw =
    Date.parse(inUse.manifest.training.to) >= Date.parse(training.heldOutFrom)
      ? [`(${name} was trained on candles from this range, which flatters it.)`]
      : [];
  return [
    `In use, ${name}: high ${figure(other)}, low ${figure(theirs.low ?? Number.NaN)}.`,
    verdict,
    ...saw,
  ];
}
