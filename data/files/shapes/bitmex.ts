import type { Shape } from './shape.ts';

/** BitMEX `trade/bucketed`: the time is the end of the bar, the volume counts contracts, `homeNotional` coins. */
export const bitmex: Shape = {
  name: 'BitMEX buckets',
  exchange: 'bitmex',
  header: { has: ['home notional', 'foreign notional'] },
  roles: { volume: 'home notional', quoteVolume: 'foreign notional' },
  ignore: ['volume', 'turnover'],
  marks: 'close',
  opensAtLastClose: true,
};

/** The same without the two columns that say what was traded. */
export const bitmexContracts: Shape = {
  name: 'BitMEX buckets without homeNotional',
  exchange: 'bitmex',
  header: { has: ['trades', 'vwap', 'last size', 'turnover'], lacks: ['home notional'] },
  marks: 'close',
  opensAtLastClose: true,
  asks: { because: 'BitMEX counts contracts in "volume"', questions: ['volumeIs'] },
};
