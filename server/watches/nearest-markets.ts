import { isSameMarket } from '@detective/data';
import type { Market } from '@detective/data/exchanges';
import leven from 'leven';

const NEAREST = 3;

/** Letters that are wrong, missing or too many in a name that means another one. */
const LIKE = 2;

/**
 * The markets that a symbol may be meant for: another spelling of it first, then names of nearly the same letters, then
 * those of the same base coin; the shortest first, since what is traded most has the shortest name.
 *
 * @example nearestMarkets('btcusd', [BTC/USD, ETH/USD]) // ['BTC/USD']
 */
export function nearestMarkets(symbol: string, markets: readonly Market[]): string[] {
  const letters = symbol.toUpperCase();
  const [base = ''] = letters.split(/[^A-Z0-9]/, 1);
  const distanceOf = (market: Market): number => {
    if (isSameMarket(market.symbol, symbol)) return 0;
    const distance = leven(market.symbol.toUpperCase(), letters);
    if (distance <= LIKE) return distance;
    return market.base.toUpperCase() === base ? LIKE + 1 : Infinity;
  };
  return markets
    .map((market) => ({ symbol: market.symbol, distance: distanceOf(market) }))
    .filter(({ distance }) => distance < Infinity)
    .sort((one, other) => one.distance - other.distance || one.symbol.length - other.symbol.length)
    .slice(0, NEAREST)
    .map((near) => near.symbol);
}
