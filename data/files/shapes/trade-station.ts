import type { Shape } from './shape.ts';

/** TradeStation and MultiCharts: the END of the bar on the exchange's clock; volume in two parts. */
export const tradeStation: Shape = {
  name: 'TradeStation export',
  exchange: null,
  header: { has: ['date', 'time', 'open', 'up', 'down'], lacks: ['volume'] },
  refused:
    'TradeStation and MultiCharts stamp the end of the bar on a local clock and split the volume into "Up" and "Down"; export with a volume',
};
