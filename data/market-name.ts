const parts = (symbol: string): string[] => symbol.toUpperCase().split(/[^A-Z0-9]+/);

/** The letters and digits of a symbol, in capitals: the same for every spelling of one market. */
export const marketLetters = (symbol: string): string => parts(symbol).join('');

/**
 * Whether two symbols name one market: they differ only in case or separators, or one of them leaves the separators
 * out.
 *
 * @example isSameMarket('BTC/USD', 'btc-usd') && isSameMarket('BTC/USD', 'BTCUSD')
 * @example !isSameMarket('A/BUSD', 'AB/USD') // other coins, although the letters are the same
 */
export function isSameMarket(one: string, other: string): boolean {
  if (marketLetters(one) !== marketLetters(other)) return false;
  const [ones, others] = [parts(one), parts(other)];
  return ones.length === 1 || others.length === 1 || ones.join('/') === others.join('/');
}
