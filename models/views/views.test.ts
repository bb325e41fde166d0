import { simulate, type Ohlcv } from '@detective/data';
import { describe, expect, it } from 'vitest';
import { loadArtifact, type Artifact } from '../artifact.ts';
import { createDetector } from '../detector.ts';
import { judge } from '../evaluate/judge.ts';
import { parseManifest } from '../manifest.ts';
import { calibrate } from '../train/calibrate.ts';
import { buildDataset } from '../train/dataset.ts';
import { outputsOf } from '../train/errors.ts';
import { initialHeadTails } from '../head-tails.ts';
import { scoreOf } from '../score.ts';
import { fittedScore, tailNames } from './fitted-views.ts';
import type { View } from './view.ts';
import { VIEWS } from './views.ts';

/** Views that are not part of the detector: each has to work everywhere with a file of its own and a line here. */
const ADDED: View[] = [(await import('./testing/body-view.ts')).bodyView];

const HOUR = 3_600_000;
const candles = [...simulate({ seed: 12, from: Date.UTC(2024, 0, 1), count: 1200, interval: '1h' })];
const shipped = await loadArtifact('btc-usd-1h');

/** The shipped networks with tails for these views, fitted to the simulated market. */
function artifactFor(views: readonly View[]): Artifact {
  const data = buildDataset(candles, shipped.manifest.priors, '1h');
  const calibration = calibrate(data, outputsOf(data, shipped.members), views);
  return { ...shipped, manifest: { ...shipped.manifest, ...calibration } };
}

const detectorFor = (views: readonly View[]) =>
  createDetector(artifactFor(views), { interval: '1h', alertsPerWeek: 1 }, views);

/** An hour that nothing about is ordinary: it is far from the last close, and from what was traded before. */
function wildCandle(): Ohlcv {
  const last = candles.at(-1) as Ohlcv;
  const close = last.close * 1.25;
  const volume = (last.volume ?? NaN) * 100;
  return {
    openTime: last.openTime + HOUR,
    open: last.close,
    high: close * 1.02,
    low: last.close * 0.99,
    close,
    volume,
  };
}

describe.each([
  { name: 'of the detector', views: VIEWS },
  ...ADDED.map((view) => ({ name: `and ${view.name}`, views: [...VIEWS, view] })),
])('the views $name', ({ views }) => {
  const detector = detectorFor(views);
  const state = [...judge(detector, candles)].at(-1)?.after ?? detector.initialState();

  it('have a tail for each reading after calibration, and a manifest without one is refused', () => {
    const { manifest } = artifactFor(views);
    expect(Object.keys(manifest.tails)).toEqual(tailNames(views));
    const read = (text: string) => parseManifest(text, manifest.id, 'manifest', views);
    expect(read(JSON.stringify(manifest)).tails).toEqual(manifest.tails);
    const last = tailNames(views).at(-1) as string;
    const without = { ...manifest, tails: { ...manifest.tails, [last]: undefined } };
    expect(() => read(JSON.stringify(without))).toThrow(`tails.${last}`);
  });

  it('score a wild candle above the threshold and name each kind that they found, with numbers', () => {
    const { judgement } = detector.step(state, wildCandle());
    expect(judgement.isAnomaly).toBe(true);
    expect(judgement.kinds).toEqual(expect.arrayContaining(['PRICE_SPIKE', 'PRICE_JUMP', 'VOLUME_SURGE']));
    expect(judgement.reason).toMatch(/volume [\d,]+ × normal/i);
  });

  it('make any candle beyond a limit an anomaly', () => {
    const forecast = detector.forecast(state);
    if (!forecast) throw new Error('no forecast');
    const { close, openTime } = candles.at(-1) as Ohlcv;
    const quiet = { openTime: openTime + HOUR, open: close, high: close, low: close, close, volume: 0.5 };
    for (const beyond of [{ high: forecast.upperLimit * 1.001 }, { low: forecast.lowerLimit * 0.999 }]) {
      expect(detector.step(state, { ...quiet, ...beyond }).judgement.isAnomaly).toBe(true);
    }
  });

  it('give a score that is higher the more surprising one of them is that counts', () => {
    const score = fittedScore(views, artifactFor(views).manifest.tails);
    const heads = initialHeadTails(views.length);
    const calm = views.map(() => 1);
    views.forEach((view, at) => {
      const wild = scoreOf(score, calm.with(at, 9), heads);
      if (view.weight + view.share > 0) expect(wild, view.name).toBeGreaterThan(scoreOf(score, calm, heads));
      else expect(wild, view.name).toBe(scoreOf(score, calm, heads));
    });
  });
});
