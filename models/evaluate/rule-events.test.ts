import { simulate, type Ohlcv } from '@detective/data';
import { describe, expect, it } from 'vitest';
import { EVENT_RULES, meanRecall, ruleEvents } from './rule-events.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const market: Ohlcv[] = [...simulate({ seed: 3, from: START, count: 168 * 20, interval: '1h' })];
const CRASH = 2000;
const candles = market.map((candle, index) =>
  index === CRASH ? { ...candle, low: candle.low * 0.6, close: candle.low * 0.62 } : candle,
);
const everywhere = () => true;

describe('the events by rule', () => {
  const events = ruleEvents(candles, everywhere, '1h');

  it('are half as many as there are weeks, six hours apart, with the largest first', () => {
    for (const rule of EVENT_RULES) {
      expect(events[rule]).toHaveLength(10);
      expect(events[rule][0]).toBeGreaterThanOrEqual(START + CRASH * HOUR);
      expect(events[rule][0]).toBeLessThanOrEqual(START + (CRASH + 1) * HOUR);
      const times = [...events[rule]].sort((a, b) => a - b);
      times
        .slice(1)
        .forEach((time, index) => expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(6 * HOUR));
    }
  });

  it('are only those of the range', () => {
    const late = ruleEvents(candles, (_, index) => index > 2100, '1h');
    for (const rule of EVENT_RULES) {
      expect(late[rule].every((time) => time > START + 2100 * HOUR)).toBe(true);
    }
  });

  it('count as caught by an alert in their candle or one of the two after it', () => {
    const later = (hours: number) => {
      const alerts = new Set(EVENT_RULES.flatMap((rule) => events[rule].map((time) => time + hours * HOUR)));
      return meanRecall({ ...events, return: events.return.slice(0, 1) }, (time) => alerts.has(time), '1h');
    };
    expect(later(0)).toBe(1);
    expect(later(2)).toBe(1);
    expect(meanRecall(events, () => false, '1h')).toBe(0);
    expect(meanRecall({ ...events, range: [] }, () => true, '1h')).toBeNull();
  });
});
