import { expect, it } from 'vitest';
import type { DetectionRow } from '../detections/detection-row.ts';
import { anomaliesQuery, answerFor } from './anomalies-query.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2021, 0, 1);
const all = Array.from({ length: 3_000 }, (_, hour) => ({ openTime: START + hour * HOUR }) as DetectionRow);
const series = { exchange: '', symbol: 'BTC/USD', interval: '1h' };

it('asks from the first anomaly shown to the last, for all between, since the API knows no filter', () => {
  const answer = answerFor([all[4], all[9]] as DetectionRow[], all);
  expect(answer).toEqual(all.slice(4, 10));
  const query = anomaliesQuery(series, answer);
  expect(query).toContain('from: "2021-01-01T04:00:00.000Z"');
  expect(query).toContain('to: "2021-01-01T09:00:01.000Z"');
});

it('asks for no more than one page gives, and then for the newest', () => {
  expect(answerFor(all, all)).toEqual(all.slice(-1_000));
  expect(answerFor([], all)).toEqual([]);
});
