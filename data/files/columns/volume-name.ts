import { isCoin, isQuoteCurrency } from './market.ts';
import type { Market } from './market.ts';

/** What the name of a column says that it counts. */
export interface VolumeName {
  /** `plain`: a volume of something; `maybe`: only believed when the prices prove it. */
  counts: 'base' | 'quote' | 'plain' | 'maybe';
  scale: number;
}

/** Averages, indicators, parts of the volume, and volumes of another length of time. */
const NO_VOLUME =
  /\b(?:[swed]?ma|avg|average|mean|std|median|adi|obv|mfi|vpt|nvi|em|fi|cmf|sma em|vwap|weighted|24 ?h|24 ?hr|1d|7d|30d|rolling|daily|day|total|change|chg|delta|ratio|taker|buy|sell|bid|ask|up|down|tick|ticks|relative|rel|osc|oscillator|profile|zscore|rank|pct|percent|log|normalized|scaled|lag|cum|cumulative|contracts?)\b/;

const PLAIN = ['volume', 'vol', 'v', 'volumen', 'volume traded', 'traded volume', 'trade volume'];
const BASE = [
  ...['base volume', 'volume base', 'base asset volume', 'base vol', 'vol base', 'volumefrom', 'volume from'],
  ...['home notional', 'volume coin', 'volume coins', 'base token volume', 'candle acc trade volume'],
];
const QUOTE = [
  ...[
    'quote volume',
    'volume quote',
    'quote asset volume',
    'quote vol',
    'vol quote',
    'vol ccy quote',
    'volumeto',
  ],
  ...[
    'volume to',
    'volume currency',
    'foreign notional',
    'turnover',
    'quote turnover',
    'dollar volume',
    'notional',
  ],
  ...['volume notional', 'candle acc trade price', 'quotevolume'],
];
const MAYBE = ['vol ccy', 'amount', 'value', 'qty', 'quantity', 'q'];

const SCALES: Record<string, number> = {
  k: 1e3,
  thousand: 1e3,
  thousands: 1e3,
  mln: 1e6,
  mio: 1e6,
  million: 1e6,
};
Object.assign(SCALES, { millions: 1e6, m: 1e6, bn: 1e9, billion: 1e9, billions: 1e9 });

/** Undefined for a column that is no volume of the bar. `market` decides between `Volume BTC` of BTC/USD and of ETH/BTC. */
export function readVolumeName(name: string, market: Market | undefined): VolumeName | undefined {
  if (PLAIN.includes(name)) return { counts: 'plain', scale: 1 };
  if (BASE.includes(name)) return { counts: 'base', scale: 1 };
  if (QUOTE.includes(name)) return { counts: 'quote', scale: 1 };
  if (MAYBE.includes(name)) return { counts: 'maybe', scale: 1 };
  if (NO_VOLUME.test(name)) return undefined;
  const word =
    /^(?:volume|vol) (?:in )?([a-z0-9]{1,10})$/.exec(name)?.[1] ??
    /^([a-z0-9]{2,10}) (?:volume|vol)$/.exec(name)?.[1];
  if (word === undefined) return /^(?:volume|vol)\b/.test(name) ? { counts: 'maybe', scale: 1 } : undefined;
  const scale = SCALES[word];
  if (scale !== undefined) return { counts: 'plain', scale };
  return { counts: currency(word.toUpperCase(), market), scale: 1 };
}

function currency(name: string, market: Market | undefined): VolumeName['counts'] {
  const known = name === 'XBT' ? 'BTC' : name;
  if (known === market?.base) return 'base';
  if (known === market?.quote) return 'quote';
  if (isQuoteCurrency(name) && !isCoin(name)) return 'quote';
  return isCoin(name) ? 'base' : 'maybe';
}
