import { expect, it } from 'vitest';
import type { DetectionRow } from '../detections/detection-row.ts';
import { correctionWords } from './correction-words.ts';

const values = { open: 61_000, high: 61_240, low: 60_900, close: 61_100, volume: 12.1 };
const row = { ...values } as DetectionRow;
const times = { openTime: '2026-11-29T13:00:00Z', noticedAt: '2026-11-29T14:05:00Z' };

it('says what an exchange has changed of a closed candle, and nothing else', () => {
  expect(correctionWords(row, { ...values, ...times, high: 61_300, volume: 12.4 })).toBe(
    'H 61,240 → 61,300, Vol 12.1 → 12.4',
  );
  expect(correctionWords(row, { ...values, ...times, volume: null })).toBe('Vol 12.1 → unknown');
});
