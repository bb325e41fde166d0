import { beforeEach, expect, it } from 'vitest';
import { type Ref, type ShallowRef, effectScope, nextTick, ref, shallowRef } from 'vue';
import type { DetectionRow } from '../detections/detection-row.ts';
import { useArrivals } from './use-arrivals.ts';

const rows = (...times: number[]) => times.map((openTime) => ({ openTime }) as DetectionRow);

let anomalies: ShallowRef<readonly DetectionRow[]>;
let isLoaded: Ref<boolean>;
let heard: number[][];

beforeEach(() => {
  anomalies = shallowRef<readonly DetectionRow[]>([]);
  isLoaded = ref(false);
  heard = [];
  effectScope().run(() =>
    useArrivals(anomalies, isLoaded, (arrived) => heard.push(arrived.map(({ openTime }) => openTime))),
  );
});

async function know(times: number[], isThere = true): Promise<void> {
  anomalies.value = rows(...times);
  isLoaded.value = isThere;
  await nextTick();
}

it('is silent about the history, at the beginning and while somebody pans back', async () => {
  await know([5], false);
  await know([5, 6]);
  await know([1, 2, 5, 6]);
  expect(heard).toEqual([]);
});

it('tells each that comes later once, also several at a time after a lost connection', async () => {
  await know([5]);
  await know([5, 7]);
  await know([5, 7, 8, 9]);
  expect(heard).toEqual([[7], [8, 9]]);
});

it('tells the very first anomaly of a series that had none', async () => {
  await know([]);
  await know([3]);
  expect(heard).toEqual([[3]]);
});

it('is silent about the history of another database', async () => {
  await know([5]);
  await know([], false);
  await know([1, 9]);
  expect(heard).toEqual([]);
});
