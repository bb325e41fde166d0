import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addressWith, inAddress } from './page-address.ts';

it('changes one entry of the address and leaves the others as they are', () => {
  const hash = '#series=BTC/USD@1h&at=2021-05-19T12:00Z';
  expect(addressWith({ at: null }, hash)).toBe('#series=BTC/USD@1h');
  expect(addressWith({ at: '2021-05-20T00:00Z' }, hash)).toBe('#series=BTC/USD@1h&at=2021-05-20T00:00Z');
  expect(addressWith({ at: null, series: null }, hash)).toBe('');
});

it('reads back whatever was written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (value, other) => {
      const hash = addressWith({ at: value }, addressWith({ series: other }, ''));
      expect(inAddress('at', hash)).toBe(value);
      expect(inAddress('series', hash)).toBe(other);
    }),
  );
});
