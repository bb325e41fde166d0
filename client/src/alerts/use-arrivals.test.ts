import { beforeEach, expect, it } from 'vitest';
import { type Ref, type ShallowRef, effectScope, nextTick, ref, shallowRef } from 'vue';
import type { DetectionRow } from '../detections/detection-row.ts';
import { useArrivals } from './use-arrivals.ts';

const rows = (...times: number[]) => times.map((openTime) => ({ openTime }) as DetectionRow);

let anomalies: ShallowRef<readonly DetectionRow[]>;
let beganAt: Ref<number | null>;
let heard: number[][];

beforeEach(() => {
  anomalies = shallowRef<readonly DetectionRow[]>([]);
  beganAt = ref(null);
  heard = [];
  effectScope().run(() =>
    useArrivals(anomalies, beganAt, (arrived) => heard.push(arrived.map(({ openTime }) => openTime))),
  );
});

async function know(times: number[], began: number | null = 6): Promise<void> {
  anomalies.value = rows(...times);
  beganAt.value = began;
  await nextTick();
}

it('is silent about the history, at the beginning and while earlier anomalies are loaded', async () => {
  await know([5], null);
  await know([5, 6]);
  await know([1, 2, 5, 6]);
  expect(heard).toEqual([]);
});

it('is silent about a history whose anomalies come later than its candles', async () => {
  await know([]);
  await know([1, 2, 5]);
  await know([1, 2, 5, 7]);
  expect(heard).toEqual([[7]]);
});

it('tells each that comes later once, also several at a time after a lost connection', async () => {
  await know([5]);
  await know([5, 7]);
  await know([5, 7, 8, 9]);
  await know([8, 9]);
  expect(heard).toEqual([[7], [8, 9]]);
});

it('tells the very first anomaly of a series that had no candles', async () => {
  await know([], -Infinity);
  await know([3], -Infinity);
  expect(heard).toEqual([[3]]);
});

it('is silent about the history of another database, and tells what comes to it', async () => {
  await know([5, 7]);
  await know([], null);
  await know([1, 2], 3);
  await know([1, 2, 4], 3);
  expect(heard).toEqual([[7], [4]]);
});
