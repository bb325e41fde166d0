import type { Shape } from './shape.ts';

const asks: Shape['asks'] = {
  because:
    'pages that count the market cap of coins, such as CoinCodex and CoinPaprika, count their "Volume" in dollars',
  questions: ['volumeIs'],
};

/** Beside a market cap stands the volume of all markets in dollars, under the plain name. */
export const marketCap: Shape = {
  name: 'History with a market cap',
  exchange: null,
  header: { has: ['volume', 'market cap'] },
  asks,
};

/** The same in one word. */
export const marketcap: Shape = { ...marketCap, header: { has: ['volume', 'marketcap'] } };
