import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addressWithRange, rangeIn, refusedTimeIn } from './time-range.ts';

const MINUTE = 60_000;

it('stands in the address beside the series and the candle', () => {
  const range = { from: Date.UTC(2021, 4, 19), to: Date.UTC(2021, 4, 20, 6) };
  const hash = addressWithRange(range, '#series=BTC/USD@1h&at=2021-05-19T12:00Z');
  expect(hash).toBe('#series=BTC/USD@1h&at=2021-05-19T12:00Z&from=2021-05-19T00:00Z&to=2021-05-20T06:00Z');
  expect(addressWithRange(null, hash)).toBe('#series=BTC/USD@1h&at=2021-05-19T12:00Z');
});

it('is read back as it was written', () => {
  const minutes = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) / MINUTE });
  fc.assert(
    fc.property(minutes, fc.integer({ min: 1, max: 1_000_000 }), (start, length) => {
      const range = { from: start * MINUTE, to: (start + length) * MINUTE };
      expect(rangeIn(addressWithRange(range, ''))).toEqual(range);
    }),
  );
});

it.each([
  '',
  '#from=2021-05-19T00:00Z',
  '#to=2021-05-19T00:00Z',
  '#from=yesterday&to=2021-05-19T00:00Z',
  '#from=2021-05-19T00:00Z&to=2021-05-19T00:00Z',
  '#from=2021-05-20T00:00Z&to=2021-05-19T00:00Z',
])('is none in %j', (hash) => {
  expect(rangeIn(hash)).toBeNull();
});

it('says what is given as a time and is none, and what ends before it begins', () => {
  expect(refusedTimeIn('#from=2021-02-30&to=2021-03-02')).toBe('from=2021-02-30 is not a time');
  expect(refusedTimeIn('#at=noon')).toBe('at=noon is not a time');
  expect(refusedTimeIn('#from=2022&to=2021-01-01')).toBe('from=2022 is not a time');
  expect(refusedTimeIn('#from=2022-01-01&to=2021-01-01')).toBe('from=2022-01-01 is not before to=2021-01-01');
  expect(refusedTimeIn('#from=2022-01-01')).toBeNull();
  expect(refusedTimeIn('#from=2021-02-27&to=2021-03-02T12:00')).toBeNull();
});
