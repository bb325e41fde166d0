import type { Shape } from './shape.ts';

/** TradeStation: the END of the bar on the exchange's clock; volume in two parts. */
export const tradeStation: Shape = {
  name: 'TradeStation export',
  exchange: null,
  header: { has: ['date', 'time', 'open', 'up', 'down'], lacks: ['volume'] },
  refused:
    'TradeStation stamps the end of the bar on a local clock and splits the volume into "Up" and "Down"; export with a volume',
};
