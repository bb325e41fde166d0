import { expect, it } from 'vitest';
import { CorrectionLog } from './correction-log.ts';

it('has ever fewer lines for the corrections of a market, with their number', () => {
  const lines: string[] = [];
  const log = new CorrectionLog((line) => lines.push(line));
  const candle = { openTime: Date.UTC(2026, 2, 3), open: 1, high: 1, low: 1, close: 1, volume: 1 };
  const market = { exchange: 'kraken', symbol: 'XYZ/USD', interval: '1m', candle } as const;
  for (let correction = 0; correction < 1_000; correction++) log.take(market);
  log.take({ ...market, symbol: 'BTC/USD' });
  const changed = 'the exchange has changed the candle of 2026-03-03T00:00:00.000Z; what was judged stays';
  expect(lines).toHaveLength(11);
  expect(lines.slice(0, 3)).toEqual([
    `kraken XYZ/USD 1m: ${changed}`,
    `kraken XYZ/USD 1m: ${changed}; 2 corrections so far`,
    `kraken XYZ/USD 1m: ${changed}; 4 corrections so far`,
  ]);
  expect(lines.at(-1)).toBe(`kraken BTC/USD 1m: ${changed}`);
});
