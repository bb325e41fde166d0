import { expect, it } from 'vitest';
import { answered, arrived } from './answered.ts';

interface Data {
  detections: number[];
  forecast?: null;
}

it('is what was asked for, also where that is nothing', () => {
  expect(answered<Data, 'detections'>({ detections: [] }, 'detections')).toEqual([]);
  expect(answered<Data, 'forecast'>({ detections: [], forecast: null }, 'forecast')).toBeNull();
});

it.each([null, undefined, {} as Data])('is not taken from an answer without it: %s', (data) => {
  expect(() => answered<Data, 'detections'>(data, 'detections')).toThrow(/"detections" is missing/);
});

it('is not taken from an event that brings an error', () => {
  const error = new Error('Database is away.');
  expect(() => arrived<Data, 'detections'>({ data: { detections: [] }, error }, 'detections')).toThrow(error);
});
