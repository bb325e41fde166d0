import type { Shape } from './shape.ts';

const asks: Shape['asks'] = {
  because:
    'pages that count the market cap of coins, such as CoinCodex and CoinPaprika, count their "Volume" in dollars',
  questions: ['volumeIs'],
};

/** What a volume in coins has beside it, which proves it. */
const lacks = ['quote volume', 'volume quote', 'quote asset volume', 'volume usd', 'turnover', 'volumeto'];

/** Beside a market cap stands the volume of all markets in dollars, under the plain name. */
export const marketCap: Shape = {
  name: 'History with a market cap',
  exchange: null,
  header: { has: ['volume', 'market cap'], lacks },
  asks,
};

/** The same in one word. */
export const marketcap: Shape = { ...marketCap, header: { has: ['volume', 'marketcap'], lacks } };
