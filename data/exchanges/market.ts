/** A market of an exchange, by ccxt's account of it. */
export interface Market {
  /** ccxt's unified name, such as `BTC/USD` or `BTC/USDT:USDT`. */
  symbol: string;
  base: string;
  quote: string;
  kind: 'spot' | 'contract';
  /** A contract whose volume and profit are counted in the base coin. */
  isInverse: boolean;
  /** Base coins (or, of an inverse contract, units of the quote currency) in one contract; undefined where not known. */
  contractSize: number | undefined;
  /** False for one that exists but is not traded at the moment. */
  isActive: boolean;
}

/** Reads one entry of ccxt's `markets`; undefined for an option, or for an entry without a usable name. */
export function readMarket(entry: object): Market | undefined {
  const field = (name: string): unknown => Reflect.get(entry, name);
  const [symbol, base, quote, size] = ['symbol', 'base', 'quote', 'contractSize'].map(field);
  if (typeof symbol !== 'string' || typeof base !== 'string' || typeof quote !== 'string') return undefined;
  if (symbol === '' || symbol.length > 64 || field('option') === true) return undefined;
  return {
    symbol,
    base,
    quote,
    kind: field('spot') === true ? 'spot' : 'contract',
    isInverse: field('inverse') === true,
    contractSize: typeof size === 'number' && Number.isFinite(size) && size > 0 ? size : undefined,
    isActive: field('active') !== false,
  };
}
