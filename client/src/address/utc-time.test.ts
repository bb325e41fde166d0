import { afterEach, describe, expect, it } from 'vitest';
import { utcTime } from './utc-time.ts';

const NOON = Date.UTC(2021, 4, 19, 12);
const ZONE = process.env.TZ;

afterEach(() => {
  if (ZONE === undefined) delete process.env.TZ;
  else process.env.TZ = ZONE;
});

describe.each(['America/New_York', 'Asia/Kolkata', 'UTC'])('read in %s', (zone) => {
  it.each([
    '2021-05-19T12:00',
    '2021-05-19 12:00',
    '2021-05-19T12:00:00',
    '2021-05-19T12:00Z',
    '2021-05-19T14:00+02:00',
  ])('%s is noon in UTC', (text) => {
    process.env.TZ = zone;
    expect(utcTime(text)).toBe(NOON);
  });

  it('a day begins at midnight in UTC', () => {
    process.env.TZ = zone;
    expect(utcTime('2021-05-19')).toBe(Date.UTC(2021, 4, 19));
  });
});

it.each([
  null,
  '',
  'yesterday',
  '2021-02-30',
  '2021-02-30T12:00Z',
  '2021-13-01',
  '2021-05-19T25:00Z',
  '2021-05-19T12',
  '5',
  '19 May 2021',
])('%j is no time', (text) => {
  expect(utcTime(text)).toBeNull();
});
