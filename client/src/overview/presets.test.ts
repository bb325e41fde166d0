import { describe, expect, it } from 'vitest';
import { PRESETS, overlap, presetRange, rangeMeant, within } from './presets.ts';

const DAY = 86_400_000;
const all = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2022, 2, 1) };
const preset = (name: string) => PRESETS.find((one) => one.name === name) ?? { name, meaning: '', ms: null };

describe('a preset', () => {
  it('ends where the view ends, and at the newest candle before there is one', () => {
    expect(presetRange(preset('1D'), all, null)).toEqual({ from: all.to - DAY, to: all.to });
    const inSight = { from: Date.UTC(2021, 4, 1), to: Date.UTC(2021, 5, 1) };
    expect(presetRange(preset('1W'), all, inSight)).toEqual({ from: inSight.to - 7 * DAY, to: inSight.to });
    expect(presetRange(preset('All'), all, inSight)).toEqual(all);
  });

  it('keeps its length at the beginning, and never leaves what is stored', () => {
    const atStart = { from: all.from, to: all.from + 3 * DAY };
    expect(presetRange(preset('1W'), all, atStart)).toEqual({ from: all.from, to: all.from + 7 * DAY });
    expect(presetRange(preset('1Y'), { from: 0, to: DAY }, null)).toEqual({ from: 0, to: DAY });
  });
});

it('knows the year, the month, the day and the moment that somebody writes', () => {
  expect(rangeMeant('2021')).toEqual({ from: Date.UTC(2021, 0), to: Date.UTC(2022, 0) });
  expect(rangeMeant(' 2021-12 ')).toEqual({ from: Date.UTC(2021, 11), to: Date.UTC(2022, 0) });
  expect(rangeMeant('2021-05-19')).toEqual({ from: Date.UTC(2021, 4, 19), to: Date.UTC(2021, 4, 20) });
  const noon = Date.UTC(2021, 4, 19, 12);
  expect(rangeMeant('2021-05-19 12:00')).toEqual({ from: noon - 3.5 * DAY, to: noon + 3.5 * DAY });
  expect(['', 'May', '2021-13', '2021-02-30', '20210519'].map(rangeMeant)).toEqual(Array(5).fill(null));
});

it('moves a range into another, and cuts one where it leaves', () => {
  expect(within({ from: -5, to: 5 }, { from: 0, to: 100 })).toEqual({ from: 0, to: 10 });
  expect(within({ from: 95, to: 120 }, { from: 0, to: 100 })).toEqual({ from: 75, to: 100 });
  expect(within({ from: -50, to: 300 }, { from: 0, to: 100 })).toEqual({ from: 0, to: 100 });
  expect(overlap({ from: -5, to: 5 }, { from: 0, to: 100 })).toEqual({ from: 0, to: 5 });
  expect(overlap({ from: -5, to: 0 }, { from: 0, to: 100 })).toBeNull();
});
