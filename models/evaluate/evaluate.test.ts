import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { injectFaults, simulate } from '@detective/data';
import { describe, expect, it } from 'vitest';
import { loadArtifact } from '../artifact.ts';
import { createDetector } from '../detector.ts';
import { writeDetections } from './detections-file.ts';
import { VIEWS } from '../views/views.ts';
import { evaluate } from './evaluate.ts';
import { htmlReport } from './report-html.ts';
import { severalText, textReport } from './report-text.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2021, 0, 1);
const CRASH = START + 1500 * HOUR;
const market = Array.from(simulate({ seed: 21, interval: '1h', from: START, count: 2400 }));
const { candles } = injectFaults(market, [{ kind: 'crash', openTime: CRASH, size: 40 }]);
const artifact = await loadArtifact('btc-usd-1h');
const options = {
  interval: '1h',
  from: START + 500 * HOUR,
  to: START + 2400 * HOUR,
  alertsPerWeek: 1,
  events: [
    { openTime: CRASH, title: 'An injected <crash> & its label' },
    { openTime: START, title: 'Before the range' },
  ],
  withFaults: true,
} as const;
const run = evaluate(artifact, candles, options);
const { evaluation } = run;

describe('the evaluation', () => {
  it('judges every candle as the detector does step by step', () => {
    const detector = createDetector(artifact, options);
    let state = detector.initialState();
    for (const [index, candle] of candles.entries()) {
      const { judgement, nextState } = detector.step(state, candle);
      expect(run.judged[index]?.judgement).toEqual(judgement);
      state = nextState;
    }
  });

  it('counts only the candles of its range', () => {
    expect(evaluation).toMatchObject({ candles: 1900, scoredCandles: 1900 });
    expect(evaluation.rates.every(({ overall }) => overall.candles === 1900)).toBe(true);
  });

  it('measures the forecast of the high as a loop over the detections does', () => {
    const errors = run.judged
      .filter(({ candle }) => candle.openTime >= options.from)
      .map(({ candle, judgement }) => Math.abs(candle.high - (judgement.forecastHigh ?? Number.NaN)));
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    expect(evaluation.errors.high[0]?.meanAbsoluteError).toBeCloseTo(mean, 9);
    expect(evaluation.errors.high).toHaveLength(4);
  });

  it('forecasts close and volume about as well as their last values or better', () => {
    for (const target of ['close', 'logVolume'] as const) {
      const [own, naive] = evaluation.errors[target];
      expect(own?.meanAbsoluteError).toBeLessThan(1.1 * (naive?.meanAbsoluteError ?? 0));
    }
  });

  it('finds the crash, within the range only, and lets more alerts through at a larger budget', () => {
    expect(evaluation.events.map(({ caughtAt }) => caughtAt)).toEqual([CRASH]);
    const alerts = evaluation.rates.map(({ overall }) => overall.alerts);
    expect(alerts).toEqual([...alerts].sort((a, b) => b - a));
  });

  it('compares every method at every budget', () => {
    expect(evaluation.eventScores).toHaveLength(8 + VIEWS.length);
    expect(evaluation.eventScores[0]?.budgets.map(({ budget }) => budget)).toEqual([2, 1, 0.5, 0.25]);
    expect(evaluation.faults?.map(({ name }) => name)).toEqual(
      evaluation.eventScores.map(({ name }) => name),
    );
  });

  it('compares it with the best baseline of each figure, between the ends of an interval', () => {
    const { errors, recall } = evaluation.comparisons;
    const best = Math.min(
      ...evaluation.errors.high.slice(1).map(({ meanAbsoluteError }) => meanAbsoluteError),
    );
    expect(errors.high?.theirs).toBeCloseTo(best, 9);
    expect(errors.high?.own).toBeCloseTo(evaluation.errors.high[0]?.meanAbsoluteError ?? NaN, 9);
    const { value, low, high } = errors.high?.difference ?? { value: NaN, low: NaN, high: NaN };
    expect(low < value && value < high).toBe(true);
    const own = evaluation.eventScores[0]?.budgets.map(({ ruleRecall }) => ruleRecall);
    expect(recall.map(({ comparison }) => comparison?.own)).toEqual(own);
  });

  it('injects market moves at other densities, too', () => {
    const found = evaluation.faultDensities ?? [];
    const spaces = found.map(({ candlesPerFault }) => candlesPerFault);
    expect(spaces).toEqual([...spaces].sort((a, b) => b - a));
    for (const { areas, injected } of found) {
      expect(areas).toHaveLength(evaluation.eventScores.length);
      expect(injected).toBeGreaterThan(0);
      expect(areas.every(({ area }) => area >= 0 && area <= 1)).toBe(true);
    }
  });

  it('does not look past its end: more candles behind it change no judgement', () => {
    const shorter = evaluate(artifact, candles.slice(0, 1000), {
      ...options,
      to: START + 1000 * HOUR,
      withFaults: false,
    });
    expect(shorter.judged).toEqual(run.judged.slice(0, 1000));
  });
});

describe('the reports', () => {
  it('is one page without script or anything from outside, with all text escaped', () => {
    const html = htmlReport(run);
    expect(html).not.toMatch(/<script|https?:|url\(|<img|@import/);
    expect(html).toContain('An injected &#60;crash&#62; &#38; its label');
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
    expect(html.match(/<svg/g)?.length).toBe(4);
  });

  it('are also plain text and JSON, with the same figures', () => {
    const error = evaluation.errors.high[0]?.meanAbsoluteError.toFixed(2) ?? 'none';
    expect(textReport(evaluation)).toContain(error);
    expect(htmlReport(run)).toContain(error);
    expect(textReport(evaluation)).toContain('Against the best baseline');
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  });

  it('put several series into one table for each question', () => {
    const text = severalText([
      { name: 'first 1h', evaluation },
      { name: 'second 1h', evaluation: { ...evaluation, faults: null } },
    ]);
    const rows = text.split('\n').filter((line) => /^ {2}(first|second) 1h {2}/.test(line));
    expect(rows.filter((line) => line.startsWith('  first'))).toHaveLength(5);
    expect(rows.filter((line) => line.startsWith('  second'))).toHaveLength(4);
    expect(text).toContain(evaluation.errors.low[0]?.meanAbsoluteError.toFixed(2));
    const [pager] = evaluation.incidentBudgets;
    expect(text).toContain(`${pager?.incidentsPerWeek.toFixed(2)}; ${pager?.kupiecP.toFixed(2)}; `);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('include every judgement as a line of JSON, if asked', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'detections-'));
    const path = join(folder, 'detections.jsonl');
    await writeDetections(path, run.judged);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    await rm(folder, { recursive: true });
    expect(lines).toHaveLength(candles.length);
    expect(JSON.parse(lines[1500] ?? '')).toMatchObject({
      openTime: new Date(CRASH).toISOString(),
      isAnomaly: true,
    });
  });
});
