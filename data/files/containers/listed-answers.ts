import type { FoundRows } from './found-rows.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';

/** The rows of answers that are lists of cells without names, known by what stands around them. */
export const listedAnswer = (record: JsonObject): FoundRows | undefined =>
  fromMessari(record) ??
  fromCryptowatch(record) ??
  fromBitbank(record) ??
  fromPhemex(record) ??
  fromCharts(record);

const isListOfRows = (value: unknown, ...widths: number[]): value is unknown[][] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((row) => Array.isArray(row) && (widths.length === 0 || widths.includes(row.length)));

const named = (rows: readonly unknown[][], names: readonly string[]) =>
  rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? null])));

/** Messari's time series of prices: the names stand among the parameters, and the volume is in dollars. */
function fromMessari({ schema, parameters, values, symbol }: JsonObject): FoundRows | undefined {
  if (!isJsonObject(schema) || typeof schema.metric_id !== 'string' || !isListOfRows(values))
    return undefined;
  const said = isJsonObject(parameters) ? parameters.columns : undefined;
  const columns = Array.isArray(said)
    ? said.map(String)
    : ['timestamp', 'open', 'high', 'low', 'close', 'volume'];
  const names = columns.map((name) => (name === 'volume' ? 'messari volume' : name));
  return { rows: named(values, names), market: typeof symbol === 'string' ? `${symbol}/USD` : undefined };
}

const PERIOD = /^(?:60|180|300|900|1800|3600|7200|14400|21600|43200|86400|259200|604800(?:_Monday)?)$/;

/** Cryptowatch: rows below the length of their bars in seconds, each with the END of the bar. */
function fromCryptowatch(record: JsonObject): FoundRows | undefined {
  const [[, rows] = [], ...others] = Object.entries(record);
  if (others.length > 0 || !Object.keys(record).every((name) => PERIOD.test(name))) return undefined;
  const names = ['close time', 'open', 'high', 'low', 'close', 'volume', 'quote volume'];
  return isListOfRows(rows, 6, 7)
    ? { rows: named(rows, names.slice(0, rows[0]?.length)), market: undefined }
    : undefined;
}

/** Bitbank: `{ "candlestick": [{ "type": "1hour", "ohlcv": [...] }] }`, the time behind the volume. */
function fromBitbank({ candlestick }: JsonObject): FoundRows | undefined {
  const [only, ...others] = Array.isArray(candlestick) ? (candlestick as unknown[]) : [];
  if (others.length > 0 || !isJsonObject(only) || !isListOfRows(only.ohlcv, 6)) return undefined;
  const names = ['open', 'high', 'low', 'close', 'volume', 'timestamp'];
  return { rows: named(only.ohlcv, names), market: undefined };
}

/** Phemex: prices as texts, or as whole numbers that are scaled by what only its list of products says. */
function fromPhemex({ total, rows }: JsonObject): FoundRows | undefined {
  if (typeof total !== 'number' || !isListOfRows(rows, 9, 10)) return undefined;
  const isScaled = rows.every((row) => row.slice(0, 9).every((cell) => Number.isInteger(cell)));
  const names = [
    'timestamp',
    'seconds',
    'last close',
    'open',
    'high',
    'low',
    'close',
    'volume',
    'turnover',
    'symbol',
  ];
  return {
    rows: named(
      rows,
      isScaled ? names.map((name) => `${name} scaled by phemex`) : names.slice(0, rows[0]?.length),
    ),
    market: undefined,
  };
}

/** CoinGecko's charts: prices, capitalisations and volumes, each a list of its own. */
function fromCharts({ prices, total_volumes: volumes }: JsonObject): FoundRows | undefined {
  if (!isListOfRows(prices, 2) || !isListOfRows(volumes, 2)) return undefined;
  return { rows: [{ prices: null, 'total volumes': null }], market: undefined };
}
