import { describe, expect, it } from 'vitest';
import { BUDGETS, hoursAt, nearestChoice, wouldCome } from './budget-choices.ts';
import { cameWords, precisionWords } from './trial-words.ts';

const HOUR = 3_600_000;

describe('what would come at a budget', () => {
  it('is what is rarer than the budget allows, and at most every second candle', () => {
    expect([hoursAt(1, HOUR), hoursAt(7, HOUR), hoursAt(0.25, HOUR)]).toEqual([168, 24, 672]);
    expect(hoursAt(7, 24 * HOUR)).toBe(48);
  });

  it('has faults of the feed at any budget, and nothing that is just as rare as the limit', () => {
    expect(wouldCome({ returnPeriodHours: 168.01, isAnomaly: false }, 168)).toBe(true);
    expect(wouldCome({ returnPeriodHours: 168, isAnomaly: false }, 168)).toBe(false);
    expect(wouldCome({ returnPeriodHours: null, isAnomaly: true }, 672)).toBe(true);
    expect(wouldCome({ returnPeriodHours: null, isAnomaly: false }, 24)).toBe(false);
  });

  it('is said in a few words, with what people have said of it', () => {
    const range = { from: Date.UTC(2021, 0, 1), to: Date.UTC(2022, 2, 1) };
    expect(cameWords(113, range)).toBe('113 in 14 months, 1.87 a week');
    expect(cameWords(2, { from: 0, to: 30 * HOUR })).toBe('2 in 30 h');
    expect(precisionWords(['REAL', 'FALSE', 'REAL', null, 'EXPECTED', 'REAL'])).toBe(
      '75 % of the 4 judged were real',
    );
    expect(precisionWords([null, 'EXPECTED'])).toBe('none of them judged yet');
  });
});

it('the slider stands at the choice nearest to the budget in force', () => {
  expect([0.02, 0.5, 1, 1.7, 40].map((budget) => BUDGETS[nearestChoice(budget)])).toEqual([
    0.25, 0.5, 1, 1.5, 7,
  ]);
});
