import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type EffectScope, type Ref, effectScope, ref } from 'vue';
import { useGathered } from './use-gathered.ts';

let isHeld: Ref<boolean>;
let heard: (readonly number[])[];
let gather: (items: readonly number[]) => void;
let scope: EffectScope;

beforeEach(() => {
  vi.useFakeTimers();
  isHeld = ref(false);
  heard = [];
  scope = effectScope();
  scope.run(() => (gather = useGathered<number>(isHeld, (items) => heard.push(items))));
});
afterEach(() => void vi.useRealTimers());

it('tells what comes soon after each other together', () => {
  gather([1]);
  vi.advanceTimersByTime(100);
  gather([2, 3]);
  vi.advanceTimersByTime(1_000);
  expect(heard).toEqual([[1, 2, 3]]);
});

it('tells together what a busy browser hands on in pieces, but does not wait for ever', () => {
  for (let piece = 0; piece < 4; piece++) {
    gather([piece]);
    vi.advanceTimersByTime(400);
  }
  vi.advanceTimersByTime(500);
  expect(heard).toEqual([[0, 1, 2, 3]]);

  vi.advanceTimersByTime(60_000);
  for (let piece = 0; piece < 20; piece++) {
    gather([piece]);
    vi.advanceTimersByTime(400);
  }
  expect(heard[1]).toHaveLength(13);
});

it('waits while more is on its way, however long', () => {
  isHeld.value = true;
  gather([1]);
  vi.advanceTimersByTime(60_000);
  gather([2]);
  expect(heard).toEqual([]);
  isHeld.value = false;

  vi.advanceTimersByTime(1_000);
  expect(heard).toEqual([[1, 2]]);
});

it('waits on when the connection is lost between the first and its telling', () => {
  gather([1]);
  isHeld.value = true;
  vi.advanceTimersByTime(1_000);
  gather([2]);
  isHeld.value = false;

  vi.advanceTimersByTime(1_000);
  expect(heard).toEqual([[1, 2]]);
});

it('tells at most once in ten seconds, and nothing gets lost', () => {
  for (let second = 0; second < 25; second++) {
    gather([second]);
    vi.advanceTimersByTime(1_000);
  }
  vi.advanceTimersByTime(10_000);
  expect(heard.length).toBeLessThanOrEqual(4);
  expect(heard.flat()).toEqual(Array.from({ length: 25 }, (_, second) => second));
});

it('tells nothing after its end', () => {
  gather([1]);
  scope.stop();
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual([]);
});

it.each([600_000, -600_000])('tells in time when the clock is set by %i ms', (byMs) => {
  gather([1]);
  vi.advanceTimersByTime(1_000);
  vi.setSystemTime(Date.now() + byMs);
  gather([2]);
  vi.advanceTimersByTime(10_000);
  expect(heard).toEqual([[1], [2]]);
});
