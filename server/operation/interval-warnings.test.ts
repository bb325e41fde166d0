import { loadArtifact } from '@detective/models';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { IntervalWarnings } from './interval-warnings.ts';

it('the log warns once of each interval that the model was not made for', async () => {
  const lines: { interval: string; msg: string }[] = [];
  const log = pino({}, { write: (line) => void lines.push(JSON.parse(line)) });
  const warnings = new IntervalWarnings((await loadArtifact('btc-usd-1h')).manifest, log);
  const hourly = { exchange: '', symbol: 'BTC/USD', interval: '1h' };
  const daily = { exchange: '', symbol: 'BTC/USD', interval: '1d' };
  warnings.check([hourly, daily, daily]);
  warnings.check([daily, { ...daily, symbol: 'ETH/USD' }, { ...daily, interval: '5m' }]);
  expect(lines.map(({ interval }) => interval)).toEqual(['1d', '5m']);
  expect(lines[0]?.msg).toContain('made for candles of 1h');
});
