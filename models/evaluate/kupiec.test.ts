import { describe, expect, it } from 'vitest';
import { erfc, kupiec } from './kupiec.ts';

describe('the complementary error function', () => {
  it.each([
    [0, 1],
    [0.5, 0.4795001221869535],
    [1, 0.15729920705028513],
    [1.959963984540054 / Math.SQRT2, 0.05],
    [2, 0.004677734981047266],
    [3, 2.209049699858544e-5],
    [5, 1.5374597944280349e-12],
  ])('of %d is %d', (x, expected) => {
    expect(erfc(x) / expected).toBeCloseTo(1, 9);
  });
});

describe('Kupiec’s test', () => {
  it('gives the ratio worked out by hand', () => {
    // 2 [7 ln(7 / 2.55) + 248 ln(248 / 252.45)] = 2 [7 × 1.00985 − 248 × 0.017785]
    const { expected, likelihoodRatio, pValue } = kupiec(255, 7, 0.01);
    expect(expected).toBeCloseTo(2.55, 12);
    expect(likelihoodRatio).toBeCloseTo(5.316, 3);
    expect(pValue).toBeCloseTo(0.0211, 4);
  });

  it('finds nothing wrong with exactly the expected count', () => {
    expect(kupiec(1000, 10, 0.01)).toMatchObject({ likelihoodRatio: 0, pValue: 1 });
  });

  it('copes with no alert and with nothing but alerts', () => {
    expect(kupiec(1000, 0, 0.01).likelihoodRatio).toBeCloseTo(-2000 * Math.log(0.99), 9);
    expect(kupiec(20, 20, 0.5).pValue).toBeLessThan(1e-6);
  });
});
