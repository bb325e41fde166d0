import type { Shape } from './shape.ts';

/** Databento's OHLCV: `ts_event` is the start of the bar. */
export const databento: Shape = {
  name: 'Databento bars',
  exchange: null,
  header: { has: ['ts event', 'rtype', 'open'] },
  roles: { time: 'ts event' },
  ignore: ['publisher id', 'instrument id', 'rtype'],
  asks: {
    because:
      'Databento counts contracts of an exchange for futures in "volume", each of which may be several coins',
    questions: ['volumeIs'],
  },
};
