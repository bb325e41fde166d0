import type { Price, Volume } from './units.ts';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const compactFive = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 5 });
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });

/** Significant digits of a price: enough to tell the open of a quiet candle from its close. */
const PRICE_DIGITS = 5;
const byDigits = new Map<number, Intl.NumberFormat>();

/** A number with so many digits after the point; a format is made once for each. */
function fixed(value: number, digits: number): string {
  let format = byDigits.get(digits);
  if (!format) {
    format = new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
    byDigits.set(digits, format);
  }
  return format.format(value);
}

/** Digits after the point that show this many significant ones; none for what is large. */
const fractionDigits = (value: number, significant: number): number =>
  value === 0 ? 2 : Math.min(20, Math.max(0, significant - 1 - Math.floor(Math.log10(Math.abs(value)))));

/** Beyond these, digits written out are longer than people can read, and than the page has room for. */
const SMALLEST = 1e-6;
const LARGEST = 1e9;

/**
 * A price without its unit, to five digits or to the whole: 64,000 and 999.50, 1.0853 and 0.000012300; what is tiny or
 * huge as 2.1074e-9 and 94.832B.
 */
export function price(value: Price): string {
  const size = Math.abs(value);
  if (size >= LARGEST) return compactFive.format(value);
  if (size > 0 && size < SMALLEST) return value.toExponential(PRICE_DIGITS - 1);
  return fixed(value, fractionDigits(value, PRICE_DIGITS));
}

/** The difference of two prices, with as many digits after the point as they have: 2,394 of prices about 44,256. */
export function priceDifference(value: Price, like: Price): string {
  const digits = fractionDigits(like, PRICE_DIGITS);
  return Math.abs(like) < LARGEST && Math.abs(like) >= SMALLEST ? fixed(value, digits) : price(value);
}

/** A volume without its unit, short: "1.23K", "0.000412". */
export function volume(value: Volume): string {
  return Math.abs(value) < 1e15 ? compact.format(value) : value.toExponential(2);
}

/**
 * The labels of an axis: as many digits as it takes to tell neighbours apart. Nothing below zero gets one, because no
 * price, volume or score lies there.
 *
 * @param values ascending or descending
 */
export function axisLabels(values: readonly number[]): string[] {
  const steps = values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? value)));
  // Rounded, or the error of the subtraction would ask for another digit.
  const step = Number(Math.min(...steps.filter((size) => size > 0)).toPrecision(6));
  const largest = Math.max(...values.map(Math.abs));
  if (largest >= LARGEST || (largest > 0 && largest < SMALLEST)) return longLabels(values, largest, step);
  // 2.5 apart takes one digit more than 2 apart.
  let digits = Number.isFinite(step) ? fractionDigits(step, 2) : fractionDigits(largest, PRICE_DIGITS);
  while (digits > 0 && values.every((value) => fixed(value, digits).endsWith('0'))) digits--;
  return values.map((value) => (value < 0 ? '' : fixed(value, digits)));
}

/** The same for values that are too long to be written out. */
function longLabels(values: readonly number[], largest: number, step: number): string[] {
  const significant = Math.max(2, Math.floor(Math.log10(largest)) - Math.floor(Math.log10(step)) + 2);
  const labels = (digits: number) => {
    const long = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: digits });
    const write = (value: number) =>
      largest < SMALLEST ? value.toExponential(digits - 1).replace(/\.?0+e/, 'e') : long.format(value);
    return values.map((value) => (value < 0 ? '' : value === 0 ? '0' : write(value)));
  };
  return labels(Number.isFinite(significant) ? Math.min(21, significant) : PRICE_DIGITS);
}

/** The labels of an axis of volumes: short, where the neighbours can still be told apart. */
export function volumeLabels(values: readonly Volume[]): string[] {
  const short = values.map((value) => (value < 0 ? '' : volume(value)));
  return new Set(short).size === short.length ? short : axisLabels(values);
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

/** A share without a sign, to one digit after the point: 0.061 as "6.1 %". */
export const percent = (share: number): string => `${fixed(share * 100, 1)} %`;

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
