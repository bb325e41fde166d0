import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InvalidSettingsError, parseSettings } from './settings.ts';

describe('settings', () => {
  it('have defaults for an empty environment', () => {
    expect(parseSettings({})).toEqual({
      port: 4000,
      host: '127.0.0.1',
      databaseUrl: undefined,
      dataDir: resolve('.data'),
      candlesCsv: undefined,
      replayRate: 10,
      alertsPerWeek: 1,
      model: 'btc-usd-1h',
      logLevel: 'info',
    });
  });

  it('take an empty value as unset, as .env.example has them', () => {
    expect(parseSettings({ DATABASE_URL: '', CANDLES_CSV: '', PORT: '' })).toEqual(parseSettings({}));
  });

  it('understand every form of a replay rate', () => {
    const rates = ['max', 'off', '0.5', '1000'].map(
      (REPLAY_RATE) => parseSettings({ REPLAY_RATE }).replayRate,
    );
    expect(rates).toEqual(['max', 'off', 0.5, 1000]);
  });

  it('name every bad one at once, with what was expected and received', () => {
    const environment = {
      PORT: 'http',
      DATABASE_URL: 'mysql://localhost/candles',
      REPLAY_RATE: 'fast',
      ALERTS_PER_WEEK: '0',
      LOG_LEVEL: 'loud',
    };
    expect(() => parseSettings(environment)).toThrow(InvalidSettingsError);
    try {
      parseSettings(environment);
    } catch (error) {
      const { message } = error as Error;
      for (const [name, value] of Object.entries(environment)) {
        expect(message).toMatch(new RegExp(`${name}: .*xpected .*received "${value}"`));
      }
    }
  });

  it.each(['-1', '0', '1001', 'NaN', 'Infinity', 'maximum'])('refuse %s candles a second', (REPLAY_RATE) => {
    expect(() => parseSettings({ REPLAY_RATE })).toThrow(/REPLAY_RATE/);
  });
});
