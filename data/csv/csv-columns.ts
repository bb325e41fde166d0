/** Where in a row each value stands. */
export interface CsvColumns {
  /** Unix times before dates: they carry no time zone to get wrong. */
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  /** The column that is labelled as volume in the base currency, such as bitcoins. */
  volume: number;
  /** The same trades counted in the quote currency, such as dollars. */
  quoteVolume: number | undefined;
  symbol: number | undefined;
}

const TIME_NAMES = [
  'unix',
  'unix time',
  'unix timestamp',
  'timestamp',
  'open time',
  'time',
  'date',
  'datetime',
];
const BASE_VOLUME_NAMES = ['volume', 'base volume', 'volume base', 'vol'];
const QUOTE_VOLUME_NAMES = ['quote volume', 'volume quote', 'quote asset volume', 'volume currency'];
const QUOTE_CURRENCIES = new Set('usd usdt usdc busd dai eur gbp jpy krw chf cad aud try brl'.split(' '));

/** What a header needs, for the message that says what is missing. */
export const NEEDED_COLUMNS = 'a time (unix, timestamp or date), open, high, low, close and volume';

/**
 * Finds the columns by name, whatever their order, case and punctuation. Returns the names of what is missing
 * instead when the row is no complete header.
 */
export function findColumns(header: readonly string[]): CsvColumns | { missing: string[] } {
  const names = header.map(plainName);
  const find = (...wanted: string[]) => first(wanted.map((name) => names.indexOf(name)));
  const { base, quote } = findVolumes(names);
  const found = {
    time: find(...TIME_NAMES),
    open: find('open'),
    high: find('high'),
    low: find('low'),
    close: find('close'),
    volume: base,
  };
  const missing = Object.entries(found).flatMap(([name, index]) => (index < 0 ? [name] : []));
  if (missing.length > 0) return { missing };
  return { ...found, quoteVolume: presence(quote), symbol: presence(find('symbol', 'pair', 'market')) };
}

/** `Volume_(BTC)` and `volume btc` are the same name. */
const plainName = (cell: string) =>
  cell
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

const first = (indexes: number[]) => indexes.find((index) => index >= 0) ?? -1;

const presence = (index: number) => (index < 0 ? undefined : index);

/** Volumes are named after their currency, `Volume BTC` and `Volume USD`: what is no quote currency is the base. */
function findVolumes(names: string[]): { base: number; quote: number } {
  const base = first(BASE_VOLUME_NAMES.map((name) => names.indexOf(name)));
  const quote = first(QUOTE_VOLUME_NAMES.map((name) => names.indexOf(name)));
  const named = names.flatMap((name, index) => {
    const currency = /^volume ([a-z0-9]{2,10})$/.exec(name)?.[1];
    return currency && index !== base && index !== quote
      ? [{ index, isQuote: QUOTE_CURRENCIES.has(currency) }]
      : [];
  });
  const bases = named.filter(({ isQuote }) => !isQuote).map(({ index }) => index);
  const quotes = named.filter(({ isQuote }) => isQuote).map(({ index }) => index);
  // EUR/USD names two currencies that both serve as quotes elsewhere: the first is the base.
  if (base < 0 && bases.length === 0 && quotes.length > 1) bases.push(...quotes.splice(0, 1));
  return {
    base: first([base, ...bases]),
    quote: first([quote, ...quotes, ...(base < 0 ? bases.slice(1) : bases)]),
  };
}
