import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { simulate } from '@detective/data';
import { ARTIFACTS, listArtifacts, loadArtifact } from './artifact.ts';
import { judge } from './evaluate/judge.ts';
import { ArtifactError, createDetector } from './index.ts';
import { checkPlace, saveArtifact } from './save-artifact.ts';

const FIRST_VIEWS = [
  { name: 'forecast', weight: 0.5, share: 0 },
  { name: 'excursion', weight: 1, share: 0 },
  { name: 'jump', weight: 1, share: 0 },
  { name: 'volume', weight: 1, share: 0 },
];

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'artifacts-'));
  await cp(join(ARTIFACTS, 'btc-usd-1h'), join(directory, 'btc-usd-1h'), { recursive: true });
});
afterEach(() => rm(directory, { recursive: true }));

async function alter(change: (manifest: Record<string, unknown>) => void): Promise<void> {
  const file = join(directory, 'btc-usd-1h', 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  change(manifest);
  await writeFile(file, JSON.stringify(manifest));
}

const refusal = (id = 'btc-usd-1h'): Promise<unknown> =>
  loadArtifact(id, directory).catch((error: unknown) => error);

describe('a model artifact', () => {
  it('is saved byte for byte as it was loaded, beside others', async () => {
    const artifact = await loadArtifact('btc-usd-1h', directory);
    await saveArtifact({ ...artifact, manifest: { ...artifact.manifest, id: 'copy' } }, directory);
    expect(await listArtifacts(directory)).toEqual(['btc-usd-1h', 'copy']);
    const [mine, copy] = await Promise.all(
      ['btc-usd-1h', 'copy'].map((id) => readFile(join(directory, id, 'weights.bin'))),
    );
    expect(copy).toEqual(mine);
    expect((await loadArtifact('copy', directory)).members).toEqual(artifact.members);
  });

  it('keeps its place until another is proven, and leaves nothing of that', async () => {
    const before = await loadArtifact('btc-usd-1h', directory);
    const { manifest } = before;
    const other = { ...before, manifest: { ...manifest, training: { ...manifest.training, seed: 77 } } };
    const refuse = () => {
      throw new Error('no');
    };
    await expect(saveArtifact(other, directory, refuse)).rejects.toThrow('no');
    expect(await loadArtifact('btc-usd-1h', directory)).toEqual(before);
    const copy = { ...before, manifest: { ...manifest, id: 'copy' } };
    await expect(saveArtifact(copy, directory, refuse)).rejects.toThrow('no');
    expect(await listArtifacts(directory)).toEqual(['btc-usd-1h']);
    await saveArtifact(other, directory);
    expect((await loadArtifact('btc-usd-1h', directory)).manifest).toEqual(other.manifest);
    expect((await readdir(join(directory, 'btc-usd-1h'))).sort()).toEqual(['manifest.json', 'weights.bin']);
  });

  it('tells before a training where it could not be written', async () => {
    await checkPlace('next', directory);
    expect(await listArtifacts(directory)).toEqual(['btc-usd-1h']);
    const file = join(directory, 'btc-usd-1h', 'weights.bin');
    await expect(checkPlace('next', file)).rejects.toThrow(
      `Models in ${file}: expected a place where next can be written, received ENOTDIR.`,
    );
  });

  it('was trained on nothing after 2020', async () => {
    const { training } = (await loadArtifact('btc-usd-1h')).manifest;
    expect(training.to).toBe('2020-12-31T23:00:00.000Z');
  });

  it('of format 1, before surprisals had their name, loads as the same artifact', async () => {
    const today = await loadArtifact('btc-usd-1h', directory);
    await alter((manifest) => {
      manifest.format = 1;
      delete manifest.views;
      delete manifest.measured;
      manifest.tails = JSON.parse(JSON.stringify(manifest.tails).replaceAll('"surprisals"', '"surprises"'));
    });
    const old = await loadArtifact('btc-usd-1h', directory);
    const { tails, ...rest } = old.manifest;
    expect(rest).toMatchObject({ format: today.manifest.format, measured: [], views: FIRST_VIEWS });
    for (const [name, tail] of Object.entries(tails)) expect(tail).toEqual(today.manifest.tails[name]);
    expect(old.members).toEqual(today.members);
  });

  it('of format 2, made before some of the views, judges by those that it was calibrated with', async () => {
    await alter((manifest) => {
      manifest.format = 2;
      delete manifest.views;
      for (const name of ['fast drift', 'slow drift', 'dry', 'open', 'unbacked', 'sum']) {
        Reflect.deleteProperty(manifest.tails as object, name);
      }
    });
    const old = await loadArtifact('btc-usd-1h', directory);
    expect(old.manifest.views).toEqual(FIRST_VIEWS);
    const candles = simulate({ seed: 3, from: Date.UTC(2024, 0, 1), count: 300, interval: '1h' });
    const steps = [...judge(createDetector(old, { interval: '1h', alertsPerWeek: 1 }), candles)];
    const scores = steps.slice(48).map(({ judgement }) => judgement.anomalyScore);
    expect(scores.every(Number.isFinite)).toBe(true);
    expect(steps.some(({ judgement }) => judgement.reason?.includes('drift'))).toBe(false);
  });

  it('that is not there is refused with the names of those that are', async () => {
    const error = await refusal('eth-usd-1h');
    expect(error).toBeInstanceOf(ArtifactError);
    expect((error as Error).message).toContain('expected one of: btc-usd-1h, received "eth-usd-1h"');
    expect(((await refusal('../btc-usd-1h')) as Error).message).toContain('expected one of');
  });

  it('of other features is refused with both lists', async () => {
    await alter((manifest) => (manifest.features = ['close']));
    expect(((await refusal()) as Error).message).toMatch(
      /features: expected .*deviation.*received \["close"\]/,
    );
  });

  it('of other shapes is refused with both sizes', async () => {
    await alter((manifest) => (manifest.units = 99));
    expect(((await refusal()) as Error).message).toMatch(
      /weights.bin: expected \d+ bytes, received \d+ bytes/,
    );
  });

  it('with damaged weights, a damaged or an incomplete manifest is refused', async () => {
    const weights = join(directory, 'btc-usd-1h', 'weights.bin');
    const bytes = await readFile(weights);
    await writeFile(weights, bytes.fill(1, 8, 12));
    expect(((await refusal()) as Error).message).toContain('SHA-256');
    for (const field of ['tails', 'scores', 'priors', 'interval', 'format']) {
      await alter((manifest) => Reflect.deleteProperty(manifest, field));
      const error = (await refusal()) as ArtifactError;
      expect(error).toBeInstanceOf(ArtifactError);
      expect(error.message).toContain(field);
      await cp(
        join(ARTIFACTS, 'btc-usd-1h', 'manifest.json'),
        join(directory, 'btc-usd-1h', 'manifest.json'),
      );
    }
    await writeFile(join(directory, 'btc-usd-1h', 'manifest.json'), '{');
    expect(((await refusal()) as Error).message).toContain('expected JSON');
    await rm(weights);
    await cp(join(ARTIFACTS, 'btc-usd-1h', 'manifest.json'), join(directory, 'btc-usd-1h', 'manifest.json'));
    expect(((await refusal()) as Error).message).toContain('a readable weights.bin, received ENOENT');
  });
});
