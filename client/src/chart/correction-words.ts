import { price, volume } from '../format/numbers.ts';
import type { DetectionRow } from '../detections/detection-row.ts';
import type { Correction } from '../detections/use-corrections.ts';

const PRICES = [
  ['O', 'open'],
  ['H', 'high'],
  ['L', 'low'],
  ['C', 'close'],
] as const;

/** What an exchange says otherwise of a candle now, value by value: "H 61,240 → 61,300, Vol 12.1 → 12.4". */
export function correctionWords(row: DetectionRow, correction: Correction): string {
  const prices = PRICES.filter(([, name]) => row[name] !== correction[name]).map(
    ([letter, name]) => `${letter} ${price(row[name])} → ${price(correction[name])}`,
  );
  const traded = [row.volume, correction.volume].map((one) => (one === null ? 'unknown' : volume(one)));
  if (row.volume !== correction.volume) prices.push(`Vol ${traded.join(' → ')}`);
  return prices.join(', ');
}
