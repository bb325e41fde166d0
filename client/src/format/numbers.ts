import type { Price, Volume } from './units.ts';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const fine = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });

/** A price without its unit: whole above 1,000, cents below, four digits below one. */
export function price(value: Price): string {
  const size = Math.abs(value);
  if (size >= 1_000) return whole.format(value);
  return size >= 1 || size === 0 ? cents.format(value) : fine.format(value);
}

/** A volume without its unit, short: "1.23K". */
export function volume(value: Volume): string {
  return compact.format(value);
}

/** A count, with thousands separated. */
export function count(value: number): string {
  return whole.format(value);
}

/** A score or a rate, two digits after the point. */
export function decimal(value: number): string {
  return cents.format(value);
}

/** A share with its sign, 0.012 as "+1.20 %". */
export function signedPercent(share: number): string {
  const sign = share < 0 ? '−' : '+';
  return `${sign}${cents.format(Math.abs(share) * 100)} %`;
}

/** The currencies that prices are usually in, for symbols that are written without a separator. */
const JOINED = /^(\w{2,}?)(USDT|USDC|FDUSD|TUSD|BUSD|USD|EUR|GBP|JPY|KRW|TRY|BTC|ETH)$/;

/**
 * The two currencies of a symbol: "BTC/USD" trades bitcoin (base) for dollars (quote), and so do "BTC-USD" and "BTCUSD".
 * What follows a colon, as in "BTC/USDT:USDT", is what a contract is settled in.
 */
export function currencies(symbol: string): { base: string; quote: string } {
  const [market = symbol] = symbol.split(':');
  const [, joinedBase, joinedQuote] = JOINED.exec(market) ?? [];
  const [base = symbol, quote = ''] = market.split(/[/-]/);
  return quote === '' && joinedBase && joinedQuote
    ? { base: joinedBase, quote: joinedQuote }
    : { base, quote };
}
