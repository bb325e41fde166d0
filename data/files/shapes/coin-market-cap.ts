import type { Shape } from './shape.ts';

/** CoinMarketCap's own download: five times a row, the volume in dollars. */
export const coinMarketCap: Shape = {
  name: 'CoinMarketCap history',
  exchange: null,
  header: { has: ['time open', 'time close', 'time high', 'time low', 'market cap'] },
  roles: { time: 'time open', closeTime: 'time close' },
  volume: 'quote',
};

/** As scraped from its pages: `Marketcap` beside a volume in dollars. */
export const coinMarketCapScraped: Shape = {
  name: 'CoinMarketCap history, scraped',
  exchange: null,
  header: { has: ['name', 'symbol', 'date', 'volume', 'marketcap'] },
  volume: 'quote',
};
