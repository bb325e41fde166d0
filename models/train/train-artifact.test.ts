import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulate, type Ohlcv } from '@detective/data';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ArtifactError } from '../artifact-error.ts';
import { loadArtifact } from '../artifact.ts';
import { encodeWeights } from '../weights.ts';
import { createDetector } from '../detector.ts';
import { startBackend } from './backend.ts';
import { compareModels } from './compare.ts';
import { saveProven } from './save-proven.ts';
import { trainArtifact, type TrainExtras, type TrainOptions } from './train-artifact.ts';

const OPTIONS: TrainOptions = {
  id: 'tiny',
  interval: '1h',
  members: 2,
  units: 4,
  epochs: 2,
  patience: 2,
  batch: 8,
  steps: 48,
  learningRate: 0.01,
  heldOut: 0.2,
  seed: 5,
  dataSha256: 'none',
  backend: 'test',
};

let candles: Ohlcv[];
beforeAll(async () => {
  await startBackend(process.env.TF_BACKEND);
  candles = [...simulate({ seed: 3, from: Date.UTC(2020, 0, 1), count: 1500, interval: '1h' })];
});

/** The losses of the first epoch, on what is learned and on what is held out. */
function losses(series: readonly Ohlcv[], extras: TrainExtras): { training: number; heldOut: number } {
  let first = { training: NaN, heldOut: NaN };
  trainArtifact(
    series,
    { ...OPTIONS, members: 1, epochs: 1 },
    {
      ...extras,
      onEpoch: (_, { trainingLoss, heldOutLoss }) =>
        (first = { training: trainingLoss, heldOut: heldOutLoss }),
    },
  );
  return first;
}

describe('training', () => {
  it('gives the same artifact for the same candles and seed, and another for another seed', () => {
    const [first, again] = [trainArtifact(candles, OPTIONS), trainArtifact(candles, OPTIONS)];
    expect(encodeWeights(again.members)).toEqual(encodeWeights(first.members));
    expect(again.manifest).toEqual(first.manifest);
    const other = trainArtifact(candles, { ...OPTIONS, seed: 6 });
    expect(encodeWeights(other.members)).not.toEqual(encodeWeights(first.members));
  });

  it('learns, and leaves an artifact that a detector can use', () => {
    const losses: number[] = [];
    const artifact = trainArtifact(
      candles,
      { ...OPTIONS, members: 1, epochs: 5 },
      {
        onEpoch: (_, { heldOutLoss }) => losses.push(heldOutLoss),
      },
    );
    expect(losses.at(-1)).toBeLessThan(losses[0] as number);
    const detector = createDetector(artifact, { interval: '1h', alertsPerWeek: 1 });
    let state = detector.initialState();
    let scored = 0;
    for (const candle of candles.slice(0, 100)) {
      const { judgement, nextState } = detector.step(state, candle);
      state = nextState;
      if (Number.isFinite(judgement.anomalyScore)) scored += 1;
    }
    expect(scored).toBe(100 - detector.warmUpCandles);
  });

  it('learns from other series up to the time that is held out, and calibrates on the first alone', () => {
    const others = [
      {
        interval: '1h',
        candles: [...simulate({ seed: 8, from: Date.UTC(2020, 0, 1), count: 1500, interval: '1h' })],
      },
      {
        interval: '4h',
        candles: [...simulate({ seed: 9, from: Date.UTC(2019, 0, 1), count: 900, interval: '4h' })],
      },
    ] as const;
    const alone = trainArtifact(candles, OPTIONS);
    const more = trainArtifact(candles, OPTIONS, { others });
    expect(encodeWeights(more.members)).not.toEqual(encodeWeights(alone.members));
    expect(more.manifest.priors).toEqual(alone.manifest.priors);
    expect(more.manifest.training.candles).toBe(1500);
    const { heldOutFrom } = more.manifest.training;
    const altered = others.map(({ interval, candles: some }) => ({
      interval,
      candles: some.map((candle) =>
        candle.openTime < Date.parse(heldOutFrom) + 2 * 86_400_000 ? candle : { ...candle, volume: 1 },
      ),
    }));
    const seen = losses(candles, { others });
    const unseen = losses(candles, { others: altered });
    expect(unseen.training).toEqual(seen.training);
    expect(unseen.heldOut).not.toEqual(seen.heldOut);
  });

  it('says plainly when the new model is worse than the one in use', () => {
    const good = trainArtifact(candles, { ...OPTIONS, members: 1, epochs: 6 });
    const bad = trainArtifact(candles, { ...OPTIONS, members: 1, epochs: 1, learningRate: 1e-5 });
    expect(compareModels(bad, good, candles).join(' ')).toContain('The new model is WORSE than tiny');
    expect(compareModels(good, bad, candles).join(' ')).toContain('better than tiny');
  });

  it('refuses a series that teaches nothing before it computes anything', () => {
    const still = candles.map((candle) => ({ ...candle, open: 5, high: 5, low: 5, close: 5 }));
    expect(() => trainArtifact(still, OPTIONS)).toThrow(
      'Training needs at least 1000 candles whose price moves',
    );
  });

  it('is saved only as something that can be read back and judges', async () => {
    const artifact = trainArtifact(candles, { ...OPTIONS, members: 1, epochs: 1 });
    const directory = await mkdtemp(join(tmpdir(), 'saved-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    expect(await saveProven(artifact, candles, directory)).toBe(join(directory, 'tiny'));
    const { priors } = artifact.manifest;
    const members = artifact.members.map((one) => ({ ...one, bias: one.bias.map(() => NaN) }));
    await expect(saveProven({ ...artifact, members }, candles, directory)).rejects.toThrow(
      'forecasts and a score',
    );
    const broken = {
      ...artifact,
      manifest: { ...artifact.manifest, priors: { ...priors, volatility: NaN } },
    };
    await expect(saveProven(broken, candles, directory)).rejects.toThrow(ArtifactError);
    expect((await loadArtifact('tiny', directory)).manifest).toEqual(artifact.manifest);
  });
});
