/** `Volume_(BTC)`, `volumeBtc` and `<Volume BTC>` are the same name: `volume btc`. */
export const plainName = (cell: string): string =>
  cell
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

export const PRICE_NAMES = {
  open: [
    'open',
    'o',
    'open price',
    'price open',
    'opening price',
    'eröffnung',
    'erster',
    'apertura',
    'ouverture',
  ].concat(['eröffn', 'ouv', 'abertura']),
  high: [
    'high',
    'h',
    'high price',
    'price high',
    'max',
    'hoch',
    'máximo',
    'haut',
    'plus haut',
    'massimo',
    'máxima',
    'hoog',
  ],
  low: [
    'low',
    'l',
    'low price',
    'price low',
    'min',
    'tief',
    'mínimo',
    'bas',
    'plus bas',
    'minimo',
    'mínima',
    'laag',
  ],
  close: [
    'close',
    'c',
    'close price',
    'price close',
    'closing price',
    'close last',
    'last',
    'schluss',
    'schlusskurs',
  ].concat([
    'zuletzt',
    'dernier',
    'último',
    'ultimo',
    'laatste',
    'cierre',
    'clôture',
    'latest',
    'trade price',
    'price',
  ]),
} as const;

export type PriceField = keyof typeof PRICE_NAMES;

/** Times that say themselves that they open the bar; the first one that is there is taken. */
export const OPENING_TIMES = [
  ...[
    'time period start',
    'period start',
    'period start unix',
    'interval begin',
    'bucket',
    'time bucket',
    'window start',
    'bar start',
    'candle start',
  ],
  ...[
    'open time',
    'time open',
    'opentime',
    'open timestamp',
    'timestamp open',
    'open time ms',
    'open datetime',
  ],
  ...[
    'kline open time',
    'candle begin time',
    'start time',
    'startat',
    'start at',
    'bucket',
    'time bucket',
    'started at',
    'start',
    'begin',
    'from',
  ],
];

/** Times that close the bar. */
export const CLOSING_TIMES = [
  ...['time period end', 'period end', 'interval end', 'window end', 'bar end', 'candle end', 'close time'],
  ...[
    'time close',
    'closetime',
    'close timestamp',
    'timestamp close',
    'kline close time',
    'end time',
    'end',
    'to',
  ],
  'close datetime',
];

/** Times that say nothing. Unix times come first: they carry no zone to get wrong. */
export const BARE_TIMES = [
  ...['unix', 'unix time', 'unix timestamp', 'epoch', 'mts', 'ts', 'timestamp', 'candle date time utc'],
  ...[
    'datetime',
    'date time',
    'time',
    'date',
    't',
    'gmt time',
    'utc time',
    'local time',
    'day',
    'dtyyyymmdd',
  ],
  ...['datum', 'zeit', 'fecha', 'data', 'dt', 'index', 'index level 0', 'level 0', 'unnamed 0', ''],
];

/** A time that names its unit or zone: `timestamp utc`, `Date (EST)`, `unix ms`. */
export const SPEAKING_TIME = /^(date|time|timestamp|datetime|date time|unix|open time|close time) .{1,24}$/;

const KNOWN = new Set([
  ...Object.values(PRICE_NAMES).flat(),
  ...OPENING_TIMES,
  ...CLOSING_TIMES,
  ...BARE_TIMES,
  'volume',
  'vol',
  'symbol',
]);

/** How many of the cells are names that a table of candles would have. */
export const countKnownNames = (cells: readonly string[]): number =>
  new Set(cells.map(plainName).filter((name) => name !== '' && KNOWN.has(name))).size;
