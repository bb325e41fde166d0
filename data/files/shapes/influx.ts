import type { Shape } from './shape.ts';

/** InfluxDB 2, with a column for each field: `_start` and `_stop` are the range of the query, not of the bar. */
export const influx: Shape = {
  name: 'InfluxDB export',
  exchange: null,
  header: { has: ['table', 'start', 'stop', 'time', 'open'] },
  roles: { time: 'time' },
  ignore: ['start', 'stop'],
  asks: {
    because:
      'InfluxDB writes candles as they were stored, but stamps those of its aggregateWindow with the end of the bar',
    questions: ['timeIs'],
  },
};
