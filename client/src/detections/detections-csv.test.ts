import { expect, it } from 'vitest';
import type { DetectionRow } from './detection-row.ts';
import { toCsv } from './detections-csv.ts';

const row: DetectionRow = {
  openTime: Date.UTC(2021, 4, 19, 12),
  open: 39_000,
  high: 39_100.5,
  low: 30_000,
  close: 37_000,
  volume: 12_345.6,
  isWarmingUp: false,
  forecastHigh: 39_500,
  forecastLow: null,
  anomalyScore: 12.5,
  threshold: 8.25,
  upperLimit: null,
  lowerLimit: null,
  usualHigh: 39_700,
  usualLow: 38_900,
  isAnomaly: true,
  isFeedFault: false,
  kinds: ['PRICE_CRASH', 'VOLUME_SURGE'],
  returnPeriodHours: 50_000,
  reason: 'Low 30,000, "far" below',
  contributions: [],
  verdict: { kind: 'REAL', note: 'A ban, announced' },
};

it('writes one line a candle under a header, empty where nothing is known', () => {
  expect(toCsv([row]).split('\n')).toEqual([
    'open_time,open,high,low,close,volume,forecast_high,forecast_low,lower_limit,upper_limit,usual_low,usual_high,anomaly_score,threshold,is_anomaly,kinds,return_period_hours,reason,verdict,verdict_note',
    '2021-05-19T12:00:00.000Z,39000,39100.5,30000,37000,12345.6,39500,,,,38900,39700,12.5,8.25,true,PRICE_CRASH VOLUME_SURGE,50000,"Low 30,000, ""far"" below",REAL,"A ban, announced"',
    '',
  ]);
});

it('does not let a reason become a formula in a spreadsheet', () => {
  expect(toCsv([{ ...row, reason: '=1+1', verdict: null }])).toContain(",'=1+1,,\n");
  expect(toCsv([{ ...row, verdict: { kind: 'FALSE', note: '@a' } }])).toContain(",FALSE,'@a\n");
});

it('keeps a semicolon inside of its cell, where spreadsheets take it for the end of one', () => {
  expect(toCsv([{ ...row, reason: 'a;=1+1', verdict: null }])).toContain(',"a;=1+1",,\n');
});
