import type { Shape } from './shape.ts';

/** MultiCharts: the END of the bar, under `<Date>,<Time>,…`; others write the start under the same names. */
export const multiCharts: Shape = {
  name: 'Export with names in angle brackets',
  exchange: null,
  header: { has: ['date', 'time', 'open'], lacks: ['tickvol', 'openint'], written: /^<.+>$/ },
  asks: {
    because: 'MultiCharts writes the end of a bar under names in angle brackets, and others its start',
    questions: ['timeIs'],
  },
};

/** The same from its data window. */
export const multiChartsTotal: Shape = {
  name: 'MultiCharts export',
  exchange: null,
  header: { has: ['date', 'time', 'open', 'total volume'], lacks: ['volume'] },
  roles: { volume: 'total volume' },
  asks: { because: 'MultiCharts writes the end of a bar, unless told otherwise', questions: ['timeIs'] },
};
