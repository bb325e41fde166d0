import { expect, it } from 'vitest';
import { placeMarker } from './place-marker.ts';

const PANE = { top: 30, height: 300 };

it('stands above the high of its bar, or hangs below the low', () => {
  expect(placeMarker({ end: 100, isBelow: false, size: 5 }, PANE)).toBe(89);
  expect(placeMarker({ end: 100, isBelow: true, size: 5 }, PANE)).toBe(111);
});

it('stays whole inside of the pane, with its ring', () => {
  expect(placeMarker({ end: 4, isBelow: false, size: 5 }, PANE)).toBe(11);
  expect(placeMarker({ end: 5_000, isBelow: true, size: 5 }, PANE)).toBe(289);
});

it('of a price far above all others stands below the labels', () => {
  expect(placeMarker({ end: -5_000, isBelow: false, size: 5 }, PANE)).toBe(30);
  expect(placeMarker({ end: -5_000, isBelow: false, size: 5 }, { ...PANE, top: 0 })).toBe(11);
});
