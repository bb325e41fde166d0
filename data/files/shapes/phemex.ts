import type { Shape } from './shape.ts';

/** Phemex' older klines: whole numbers, each market scaled by its own factors. */
export const phemexScaled: Shape = {
  name: 'Phemex klines in whole numbers',
  exchange: 'phemex',
  header: { has: ['open scaled by phemex'] },
  refused:
    'holds whole numbers that Phemex scales by factors of each market, which are not in the file; take its klines of /md/v2, which have prices',
};
