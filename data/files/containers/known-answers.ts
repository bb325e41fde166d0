import type { FoundRows } from './found-rows.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import { listedAnswer } from './listed-answers.ts';

const at = (value: unknown, name: string): unknown =>
  isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The rows of answers that keep them in a way of their own, under names that say what they are. */
export const knownAnswer = (record: JsonObject): FoundRows | undefined =>
  fromYahoo(record) ?? fromAlphaVantage(record) ?? fromGeckoTerminal(record) ?? listedAnswer(record);

const firstOf = (value: unknown): unknown => (Array.isArray(value) ? (value as unknown[])[0] : undefined);

/**
 * Yahoo's chart: times in one list, prices in others. What is traded now comes last, at the time of its last trade
 * instead of the beginning of a bar.
 */
function fromYahoo({ timestamp, indicators, meta }: JsonObject): FoundRows | undefined {
  const quote = firstOf(at(indicators, 'quote'));
  if (!Array.isArray(timestamp) || !isJsonObject(quote)) return undefined;
  const adjusted = at(firstOf(at(indicators, 'adjclose')), 'adjclose');
  const cell = (column: unknown, index: number) =>
    Array.isArray(column) ? (column[index] as unknown) : null;
  const now = at(meta, 'regularMarketTime');
  const rows = (timestamp as unknown[]).map((time, index) => ({
    timestamp: time,
    ...Object.fromEntries(
      ['open', 'high', 'low', 'close', 'volume'].map((name) => [name, cell(quote[name], index) ?? null]),
    ),
    'adj close': cell(adjusted, index) ?? null,
    closed: index < timestamp.length - 1 || time !== now,
  }));
  return { rows, market: text(at(meta, 'symbol')) };
}

/** `1. open`, and `1a. open (EUR)` beside `1b. open (USD)`: the first one is that of the market. */
const NUMBERED = /^\da?\. (open|high|low|close|volume)\b/;

/** Alpha Vantage's time series, a row for each time, below a head that names market and zone. */
function fromAlphaVantage(record: JsonObject): FoundRows | undefined {
  const head = record['Meta Data'];
  if (!isJsonObject(head)) return undefined;
  const [title = '', series] = Object.entries(record).find(([name]) => name.includes('Time Series')) ?? [];
  if (!isJsonObject(series)) return undefined;
  const timeName = /Weekly|Monthly/.test(title) ? 'last day of the bar' : 'time';
  const rows = Object.entries(series).map(([time, values]) => ({
    [timeName]: time,
    ...Object.fromEntries(
      Object.entries(values ?? {}).flatMap(([name, value]): [string, unknown][] => {
        const plain = NUMBERED.exec(name)?.[1];
        return plain === undefined ? [] : [[plain, value]];
      }),
    ),
  }));
  const said = (name: string) => text(Object.entries(head).find(([key]) => key.endsWith(`. ${name}`))?.[1]);
  const coin = said('Digital Currency Code');
  const zone = said('Time Zone');
  return {
    rows,
    market: coin === undefined ? said('Symbol') : `${coin}/${said('Market Code') ?? 'USD'}`,
    notices: zone === undefined ? [] : [`Time Zone: ${zone}`],
  };
}

/** GeckoTerminal's candles of a pool: rows without names, whose volumes are dollars. */
function fromGeckoTerminal({ data, meta }: JsonObject): FoundRows | undefined {
  const list = at(at(data, 'attributes'), 'ohlcv_list');
  if (!Array.isArray(list) || !list.every(Array.isArray)) return undefined;
  const names = ['timestamp', 'open', 'high', 'low', 'close', 'ohlcv list volume'];
  const base = text(at(at(meta, 'base'), 'symbol'));
  return {
    rows: (list as unknown[][]).map((row) =>
      Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])),
    ),
    market: base === undefined ? undefined : `${base}/USD`,
  };
}
