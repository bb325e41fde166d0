import { describe, expect, it } from 'vitest';
import { BUDGET_CHOICES, budgetSentence, budgetWords } from './budget-words.ts';

describe('a budget in words', () => {
  it('is a number of incidents a week, or weeks an incident', () => {
    const words = BUDGET_CHOICES.flatMap((choice) => (choice === null ? [] : budgetWords(choice)));
    expect(words).toEqual([
      'about 2 incidents a week',
      'about 1 incident a week',
      'about 1 incident in 2 weeks',
      'about 1 incident a month',
    ]);
  });

  it('has words for what only the API can ask for', () => {
    expect(budgetWords(3.5)).toBe('about 3.5 incidents a week');
    expect(budgetWords(0.9)).toBe('about 1 incident a week');
    expect(budgetWords(0.1)).toBe('about 1 incident in 10 weeks');
    expect(budgetWords(1 / 52)).toBe('about 1 incident a year');
  });

  it('says which messages come with it', () => {
    expect(budgetSentence(1)).toMatch(/^About 1 incident a week of each series: a message when it opens, /);
  });
});
