import { describe, expect, it } from 'vitest';
import type { DetectionRow } from '../detections/detection-row.ts';
import { statusWords } from './status-words.ts';

const HOUR = 3_600_000;
const NOON = Date.UTC(2021, 4, 19, 12);
const row = (values: Partial<DetectionRow>) =>
  ({
    openTime: NOON,
    anomalyScore: 0.6,
    threshold: 3.28,
    isAnomaly: false,
    kinds: [],
    ...values,
  }) as DetectionRow;
const said = (newest: DetectionRow, last?: DetectionRow, isComplete = false) => {
  const words = statusWords(newest, last, isComplete);
  return words && `${words.state}: ${words.rest}`;
};
const before = (hours: number) => row({ openTime: NOON - hours * HOUR, isAnomaly: true });

describe('the first line of the page', () => {
  it('says that it is quiet, how much so, and since when', () => {
    expect(said(row({}), before(2))).toBe('Quiet: 0.60 of 3.28, last anomaly 2 h ago');
    expect(said(row({}), before(0.5))).toBe('Quiet: 0.60 of 3.28, last anomaly 30 min ago');
    expect(said(row({}), before(20 * 24))).toBe('Quiet: 0.60 of 3.28, last anomaly 20 days ago');
  });

  it('says what an anomaly is', () => {
    const newest = row({ anomalyScore: 5.1, isAnomaly: true, kinds: ['PRICE_CRASH', 'VOLUME_SURGE'] });
    expect(said(newest, newest)).toBe('Anomaly: 5.10 of 3.28, price crash, volume surge');
  });

  it('says that there has been none only where all are known, and nothing without a score', () => {
    expect(said(row({}))).toBe('Quiet: 0.60 of 3.28');
    expect(said(row({}), undefined, true)).toBe('Quiet: 0.60 of 3.28, no anomaly so far');
    expect(said(row({ anomalyScore: null, threshold: null }))).toBeNull();
  });
});
