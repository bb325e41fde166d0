import { expect, it } from 'vitest';
import { isCommanded } from './replay-documents.ts';

const TOLD = { isPaused: true, rate: '10', from: '2021-01-01T00:00:00Z', to: null };

it('is what the replay was told, in whichever form it writes times; what was left out may be anything', () => {
  expect(isCommanded(TOLD, { isPaused: true })).toBe(true);
  expect(isCommanded(TOLD, { rate: '10', from: '2021-01-01T00:00:00.000Z', to: null })).toBe(true);
});

it('is nothing else', () => {
  expect(isCommanded(TOLD, { isPaused: false })).toBe(false);
  expect(isCommanded(TOLD, { rate: 'max' })).toBe(false);
  expect(isCommanded(TOLD, { from: null })).toBe(false);
  expect(isCommanded(TOLD, { to: '2021-02-01T00:00:00Z' })).toBe(false);
});
