import type { UTCTimestamp } from 'lightweight-charts';
import { expectTypeOf, it } from 'vitest';
import type { EpochMs, Price, Volume } from './units.ts';

it('tells milliseconds from the seconds of the chart, and prices from volumes and times', () => {
  expectTypeOf<number>().toExtend<EpochMs>();
  expectTypeOf<UTCTimestamp>().not.toExtend<EpochMs>();
  expectTypeOf<EpochMs>().not.toExtend<UTCTimestamp>();
  expectTypeOf<Price>().not.toExtend<Volume>();
  expectTypeOf<Price>().not.toExtend<EpochMs>();
});
