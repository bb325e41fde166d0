import { expect, it } from 'vitest';
import { formatPrice, formatRounded } from './number-format.ts';

it.each([
  [64_123.456, '64,123.46'],
  [0.00001234567, '0.0000123457'],
  [0.000001, '0.000001'],
  [2.1073569e-9, '2.10736e-9'],
  [5e-9, '5e-9'],
  [5e-324, '5e-324'],
  [1e12, '1,000,000,000,000'],
])('a price of %d is written as %s', (price, text) => {
  expect(formatPrice(price)).toBe(text);
});

it.each([
  [2.34, '2.3'],
  [12.6, '13'],
  [1_234_567, '1,234,567'],
  [1.2345e300, '1.23e300'],
  [Infinity, 'more than 1e308'],
])('%d in a sentence is written as %s', (value, text) => {
  expect(formatRounded(value)).toBe(text);
});
