import { expectationOf, forecastPrices } from '../expectation.ts';
import { FEATURES, TARGETS } from '../features.ts';
import { forward, packEnsemble, type LstmWeights } from '../lstm.ts';
import { hasTarget, type Dataset } from './dataset.ts';

const OUTPUTS = 2 * TARGETS.length;

/**
 * The ensemble's output after each row, [length, 8], running over the series as the detector does.
 *
 * @param from the row to begin with; outputs before it are 0
 */
export function outputsOf(data: Dataset, members: LstmWeights[], from = 0): Float64Array {
  const outputs = new Float64Array(data.length * OUTPUTS);
  const ensemble = packEnsemble(members);
  const [input, output] = [new Float64Array(FEATURES.length), new Float64Array(OUTPUTS)];
  let memory = new Float64Array(2 * ensemble.members * ensemble.units);
  let next = memory.slice();
  for (let row = from; row < data.length; row++) {
    if (data.observations[row]?.isRestart) memory.fill(0);
    input.set(data.inputs.subarray(row * FEATURES.length, (row + 1) * FEATURES.length));
    forward(ensemble, memory, input, next, output);
    outputs.set(output, row * OUTPUTS);
    [memory, next] = [next, memory];
  }
  return outputs;
}

/** Mean of |y − m|/b + ln b over the targets of the rows from `from` on. */
export function lossOf(data: Dataset, outputs: Float64Array, from: number): number {
  let [sum, rows] = [0, 0];
  for (let row = from; row < data.length; row++) {
    if (!hasTarget(data, row)) continue;
    rows += 1;
    for (let target = 0; target < TARGETS.length; target++) {
      const location = outputs[row * OUTPUTS + target] as number;
      const logScale = Math.min(Math.max(outputs[row * OUTPUTS + TARGETS.length + target] as number, -4), 3);
      const error = Math.abs((data.targets[row * TARGETS.length + target] as number) - location);
      sum += error * Math.exp(-logScale) + logScale;
    }
  }
  return sum / (rows * TARGETS.length);
}

/** Mean absolute errors of price forecasts on the rows from `from` on, in the quote currency, baselines beside them. */
export function forecastErrors(data: Dataset, outputs: Float64Array, from: number): Record<string, number> {
  const sums = { high: 0, low: 0, close: 0, highAsLastHigh: 0, lowAsLastLow: 0, highAsRange: 0 };
  let rows = 0;
  for (let row = from; row < data.length; row++) {
    const [candle, next] = [data.candles[row], data.candles[row + 1]];
    const scales = data.scales[row];
    if (!hasTarget(data, row) || !candle || !next || !scales) continue;
    rows += 1;
    const output = outputs.subarray(row * OUTPUTS, (row + 1) * OUTPUTS);
    const forecast = forecastPrices(expectationOf({ scales, output }, 1));
    sums.high += Math.abs(forecast.high - next.high);
    sums.low += Math.abs(forecast.low - next.low);
    sums.close += Math.abs(forecast.close - next.close);
    sums.highAsLastHigh += Math.abs(candle.high - next.high);
    sums.lowAsLastLow += Math.abs(candle.low - next.low);
    sums.highAsRange += Math.abs(candle.close * Math.exp(0.36 * scales.rangeFast) - next.high);
  }
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / rows]));
}
