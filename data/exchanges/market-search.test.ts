import { expect, it } from 'vitest';
import { searchMarkets } from './market-search.ts';
import type { Market } from './market.ts';

function market(symbol: string, part: Partial<Market> = {}): Market {
  const [base = '', quote = ''] = symbol.split(/[/:]/);
  const kind = symbol.includes(':') ? 'contract' : 'spot';
  return { symbol, base, quote, kind, isInverse: false, contractSize: undefined, isActive: true, ...part };
}

const MARKETS = [
  market('WBTC/USDT'),
  market('BTC/USDT:USDT'),
  market('BTC/USDT', { isActive: false }),
  market('BTC/USD'),
  market('ETH/BTC'),
  market('SOL/USD'),
];

const found = (search: string, limit?: number) =>
  searchMarkets(MARKETS, { search, ...(limit !== undefined && { limit }) }).map(({ symbol }) => symbol);

it('finds markets by words of their names, the likeliest first', () => {
  expect(found('btc')).toEqual(['BTC/USD', 'BTC/USDT:USDT', 'BTC/USDT', 'ETH/BTC', 'WBTC/USDT']);
  expect(found('btc/usdt')).toEqual(['BTC/USDT', 'BTC/USDT:USDT', 'WBTC/USDT']);
  expect(found(' usd  sol ')).toEqual(['SOL/USD']);
  expect(found('', 2)).toHaveLength(2);
  expect(found('.*')).toEqual([]);
});
