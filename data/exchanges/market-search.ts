import type { Market } from './market.ts';

export interface MarketSearch {
  /** Words, separated by blanks, in any case: "btc usd". Default "", for all. */
  search?: string;
  /** Default 50. */
  limit?: number;
}

/**
 * The markets that have all words of the search in their names: first those called exactly so, then those whose base coin
 * is, then the traded before the resting, spot before contracts, short names before long ones.
 */
export function searchMarkets(
  markets: readonly Market[],
  { search = '', limit = 50 }: MarketSearch,
): Market[] {
  const words = search
    .toUpperCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = markets.filter(({ symbol }) => words.every((word) => symbol.toUpperCase().includes(word)));
  return found.sort((one, other) => compare(rankOf(one, words), rankOf(other, words))).slice(0, limit);
}

function rankOf({ symbol, base, isActive, kind }: Market, words: string[]): (number | string)[] {
  const isExact = words.length === 1 && symbol.toUpperCase() === words[0];
  const isBase = base.toUpperCase() === words[0]?.split('/')[0];
  const no = (is: boolean) => (is ? 0 : 1);
  return [no(isExact), no(isBase), no(isActive), no(kind === 'spot'), symbol.length, symbol];
}

function compare(one: (number | string)[], other: (number | string)[]): number {
  for (const [index, left] of one.entries()) {
    const right = other[index] ?? '';
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
