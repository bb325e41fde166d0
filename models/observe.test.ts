import { injectFaults, simulate, type Ohlcv } from '@detective/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadArtifact, createDetector, type Artifact, type DetectorState } from './index.ts';
import { judge } from './evaluate/judge.ts';
import { FEATURES, TARGETS } from './features.ts';
import { quickScale } from './scales.ts';
import { buildDataset, hasTarget } from './train/dataset.ts';
import { outputsOf } from './train/errors.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);

/** A market with everything that makes a walk differ from a plain loop: gaps, a frozen feed, bad ticks, a long pause. */
function troubledSeries(): Ohlcv[] {
  const market = [...simulate({ seed: 4, from: START, count: 900, interval: '1h' })];
  const at = (index: number) => START + index * HOUR;
  const { candles } = injectFaults(market, [
    { kind: 'frozen-feed', openTime: at(200), size: 6 },
    { kind: 'bad-tick', openTime: at(260), size: 10 },
    { kind: 'gap', openTime: at(320), size: 5 },
  ]);
  const isPause = ({ openTime }: Ohlcv) => openTime >= at(400) && openTime < at(600);
  // The second candle repeats the first: only a walk that remembers the first one sees it.
  const repeated = candles.map((candle, index) =>
    index === 1 ? { ...(candles[0] as Ohlcv), openTime: candle.openTime } : candle,
  );
  return repeated.filter((candle) => !isPause(candle));
}

let artifact: Artifact;
let learned: { openTime: number; state: DetectorState; elapsed: number; candle: Ohlcv }[];
const series = troubledSeries();

beforeAll(async () => {
  artifact = await loadArtifact('btc-usd-1h');
  const detector = createDetector(artifact, { interval: '1h', alertsPerWeek: 1 });
  learned = [...judge(detector, series)].flatMap(({ observation, after, candle }) =>
    observation.input === null
      ? []
      : [
          {
            openTime: candle.openTime,
            state: after,
            elapsed: observation.elapsed,
            candle: observation.finding.learnable ?? candle,
          },
        ],
  );
});

describe('the walk through a series', () => {
  it('gives training the candles and scales that serving has, over gaps, freezes, bad ticks and restarts', () => {
    const data = buildDataset(series, artifact.manifest.priors, '1h');
    expect(data.length).toBeLessThan(series.length);
    expect(data.openTimes).toEqual(learned.map(({ openTime }) => openTime));
    expect(data.scales).toEqual(learned.map(({ state }) => state.scales));
  });

  it('gives training the forecasts that serving makes', () => {
    const data = buildDataset(series, artifact.manifest.priors, '1h');
    const outputs = outputsOf(data, artifact.members);
    const width = 2 * TARGETS.length;
    learned.forEach(({ state }, row) => {
      const trained = outputs.subarray(row * width, (row + 1) * width);
      // Inputs are kept as 32-bit floats for TensorFlow.js.
      state.output.forEach((value, index) => expect(trained[index]).toBeCloseTo(value, 4));
    });
  });

  it('teaches the networks moves as they are judged, and nothing over a long gap', () => {
    const data = buildDataset(series, artifact.manifest.priors, '1h');
    const restarts = data.observations.flatMap(({ isRestart }, row) => (isRestart ? [row] : []));
    expect(restarts).toHaveLength(1);
    expect(hasTarget(data, (restarts[0] as number) - 1)).toBe(false);
    expect(hasTarget(data, data.length - 1)).toBe(false);
    const afterGap = learned.findIndex(({ elapsed }) => elapsed > 1 && elapsed < 100);
    const [before, after] = [learned[afterGap - 1], learned[afterGap]];
    if (!before || !after) throw new Error('no candle after a gap');
    const { scales } = before.state;
    const move = Math.log(after.candle.close / scales.close) / Math.sqrt(after.elapsed) / quickScale(scales);
    expect(data.targets[(afterGap - 1) * TARGETS.length + 2]).toBeCloseTo(move, 5);
  });

  it('reads as many features as an artifact names', () => {
    const data = buildDataset(series, artifact.manifest.priors, '1h');
    expect(data.inputs.length).toBe(data.length * FEATURES.length);
    expect(data.inputs.every(Number.isFinite)).toBe(true);
  });
});
