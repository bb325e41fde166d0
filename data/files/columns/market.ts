/** A market as some file or person names it: `BTC/USD`, `btcusd`, `X:BTC-USD`, `XBTUSD`, `BTC-USDT-SWAP`, `BTC`. */
export interface Market {
  base: string;
  /** Undefined for a coin alone. */
  quote: string | undefined;
  /** `SWAP`, `PERP`, a date of delivery: not the spot market. */
  contract: string | undefined;
}

/** Longest first, so that BTCFDUSD is not BTCFD in dollars. */
const QUOTES =
  'FDUSD BUSD TUSD USDT USDC USDD DAI USD EUR GBP JPY KRW CHF CAD AUD TRY BRL BTC XBT ETH BNB'.split(' ');
/** Rarer ones: three letters that many a coin could end with, so they are one only after a known coin or a separator. */
const RARE_QUOTES = (
  'AED ARS BDT CLP CNY COP CZK DKK HKD HUF IDR ILS INR KES KZT MXN MYR NGN NOK NZD PEN PHP PLN RON RUB SAR SEK SGD ' +
  'THB TWD UAH VND ZAR BIDR EURC EURT GUSD PYUSD RLUSD USD1 USDE USDP'
).split(' ');
const COINS = new Set(
  (
    'BTC XBT ETH LTC XRP BCH ADA SOL DOGE BNB DOT AVAX LINK TRX XLM XMR ETC EOS SHIB MATIC UNI ATOM NEO DASH ZEC XTZ ' +
    'ALGO FIL AAVE NEAR APT ARB OP SUI TON PEPE'
  ).split(' '),
);

export const isQuoteCurrency = (name: string): boolean =>
  QUOTES.includes(name.toUpperCase()) || RARE_QUOTES.includes(name.toUpperCase());
export const isCoin = (name: string): boolean => COINS.has(name.toUpperCase());

/** What tables are called, such as a measurement of InfluxDB. */
const NO_MARKET =
  /^(?:\d+|candles?|candlesticks?|ohlcv?|klines?|bars?|ticks?|trades?|prices?|quotes?|markets?|crypto|data|history)$/i;

/** Undefined for what names no market, such as the number of an asset. */
export function parseMarket(text: string): Market | undefined {
  const name = withoutKinds(text.trim().replace(/^(?:X|CRYPTO|[A-Z]{3,12}):/i, ''));
  const parts = withoutVenue(
    name
      .toUpperCase()
      .split(/[^A-Z0-9]+/)
      .filter((part) => part !== ''),
  );
  const [first = '', second, ...rest] = parts;
  if (first === '' || NO_MARKET.test(first)) return undefined;
  if (second !== undefined && isQuoteCurrency(second))
    return { base: coin(first), quote: coin(second), contract: rest.join('-') || undefined };
  const ends = [
    ...QUOTES.filter((end) => first.endsWith(end) && first.length >= end.length + 2),
    ...RARE_QUOTES.filter((end) => first.endsWith(end) && isCoin(first.slice(0, -end.length))),
  ];
  // XBTUSD ends with TUSD as well as with USD: the coin that is known decides.
  const quote = ends.find((end) => isCoin(first.slice(0, -end.length))) ?? ends[0];
  const contract = [second, ...rest].filter((part) => part !== undefined).join('-') || undefined;
  if (quote) return { base: coin(first.slice(0, -quote.length)), quote: coin(quote), contract };
  if (second !== undefined && !isCoin(first)) return undefined;
  return { base: coin(first), quote: undefined, contract };
}

/** Kraken puts an X before coins and a Z before other currencies: `XETHZUSD`, `XETHXXBT`. */
function withoutKinds(name: string): string {
  const [, base = '', quote = ''] = /^X([A-Z]{3})[XZ]([A-Z]{3})$/.exec(name) ?? [];
  return isCoin(base) && isQuoteCurrency(quote) ? `${base}/${quote}` : name;
}

/** `coinbase-btc-usd-spot` of Coin Metrics, `BITSTAMP_SPOT_BTC_USD` and `BITMEX_PERP_BTC_USD` of CoinAPI. */
function withoutVenue(parts: string[]): string[] {
  const [venue = ''] = parts;
  if (parts.length < 3 || !EXCHANGES.includes(venue.toLowerCase()))
    return parts.length > 1 ? parts.filter((part) => part !== 'SPOT') : parts;
  const [kind = '', ...others] = parts.slice(1).filter((part) => part !== 'SPOT');
  return /^(?:PERP|FTS)$/.test(kind) ? [...others, kind] : [kind, ...others];
}

const coin = (name: string) => (name === 'XBT' ? 'BTC' : name);

/** As the series are named: `BTC/USDT`, and `BTC-USDT-SWAP` for what is not the spot market. */
export function marketName({ base, quote, contract }: Market): string {
  if (contract) return [base, quote, contract].filter((part) => part !== undefined).join('-');
  return quote === undefined ? base : `${base}/${quote}`;
}

/** Whether a text names a market of a known coin, or the coin, and can be nothing else. */
export function namesMarket(text: string): boolean {
  const market = parseMarket(text);
  return market !== undefined && isCoin(market.base);
}

/** Whether two names can mean the same market; a coin alone agrees with the coin in any currency. */
export function isSameMarket(one: Market, other: Market): boolean {
  return (
    one.base === other.base &&
    (one.quote === undefined || other.quote === undefined || one.quote === other.quote) &&
    one.contract === other.contract
  );
}

/** Whether a name in a file is that of the market that was told. */
export function isToldMarket(name: string, told: string): boolean {
  if (name.toUpperCase() === told.toUpperCase()) return true;
  const [one, other] = [parseMarket(name), parseMarket(told)];
  return one !== undefined && other !== undefined && isSameMarket(one, other);
}

/** The market that a file's name speaks of, if it does: `binance-ETHUSDT-1h.csv`, `Kraken_BTCUSD_d.csv`, `BTC-USD.csv`. */
export function marketOfName(path: string): Market | undefined {
  return namesOf(path)
    .map(marketOfFile)
    .find((market) => market !== undefined);
}

/** The name of a file, and of the archive around it. */
function namesOf(path: string): string[] {
  const parts = path.split(/[/\\]/);
  const archive = parts.slice(0, -1).findLast((part) => /\.zip$/i.test(part));
  return [parts.at(-1) ?? '', ...(archive === undefined ? [] : [archive])];
}

function marketOfFile(fileName: string): Market | undefined {
  const tokens = fileName.replace(/\.[a-z0-9.]+$/i, '').split(/[^A-Za-z0-9]+/);
  for (const [index, token] of tokens.entries()) {
    const [next = '', afterNext] = tokens.slice(index + 1);
    const upper = token.toUpperCase();
    // Poloniex put the quote currency first.
    if (upper === 'USDT' && isCoin(next))
      return { base: coin(next.toUpperCase()), quote: upper, contract: undefined };
    if (isCoin(upper) && isQuoteCurrency(next) && !isCoin(next))
      return { base: coin(upper), quote: next.toUpperCase(), contract: contractOf(next, afterNext) };
    const quote = [...QUOTES, ...RARE_QUOTES].find(
      (end) => upper.endsWith(end) && isCoin(upper.slice(0, -end.length)),
    );
    if (quote)
      return {
        ...{ base: coin(upper.slice(0, -quote.length)), quote: coin(quote) },
        contract: contractOf(quote, next),
      };
  }
  const alone = tokens.find((token) => isCoin(token));
  if (alone) return { base: coin(alone.toUpperCase()), quote: undefined, contract: undefined };
  return tokens.some((token) => /^bitcoin$/i.test(token))
    ? { base: 'BTC', quote: undefined, contract: undefined }
    : undefined;
}

/** `BTCUSDT.P` of TradingView, `BTC-USDT-SWAP` of OKX, `BTC_USDT_USDT` of freqtrade, which names the currency it is settled in. */
const contractOf = (quote: string, next = ''): string | undefined =>
  next.toUpperCase() === quote.toUpperCase() || /^(?:P|PERP|PERPETUAL|SWAP)$/i.test(next)
    ? next.toUpperCase()
    : undefined;

const EXCHANGES = (
  'binance bitstamp bitfinex bitmex bybit coinbase deribit gateio gemini huobi htx kraken kucoin mexc okx ' +
  'okex poloniex upbit bithumb cexio ftx'
).split(' ');

/** The exchange that a file's name speaks of. */
export const exchangeOfName = (path: string): string | undefined =>
  EXCHANGES.find((name) =>
    namesOf(path).some((file) => new RegExp(`(?:^|[^a-z])${name}(?![a-z]*[a-z]{3}\\.)`, 'i').test(file)),
  );
