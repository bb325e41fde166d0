import type { Shape } from './shape.ts';

/** Poloniex `returnChartData` until August 2022: `volume` is in the quote currency, `quoteVolume` in coins. */
export const poloniex: Shape = {
  name: 'Poloniex chart data',
  exchange: 'poloniex',
  header: { has: ['date', 'volume', 'quote volume', 'weighted average'] },
  roles: { volume: 'quote volume', quoteVolume: 'volume' },
};

/** The same without its header, its names in alphabetical order. */
export const poloniexHeaderless: Shape = {
  name: 'Poloniex chart data without a header',
  exchange: 'poloniex',
  cells: ['close', 'time', 'high', 'low', 'open', 'volume', 'quoteVolume', null],
};
