import { INTERVALS } from '../ohlcv.ts';
import type { EpochMs, Ohlcv } from '../ohlcv.ts';
import type { Fault, FaultKind, LabelledSeries } from './fault.ts';
import { injectFaults } from './inject-faults.ts';
import { createRandom } from './random.ts';
import { simulate } from './simulate.ts';

const HOUR = INTERVALS['1h'];

export const DEMO_FROM: EpochMs = Date.UTC(2023, 10, 1);
export const DEMO_TO: EpochMs = Date.UTC(2025, 0, 1);

const SEED = 20_231_101;

/** After the detector's warm-up, and soon enough for somebody who has just started the replay to see one. */
const FIRST_FAULT_HOUR = 24 * 8;
const MEAN_SPACING_HOURS = 24 * 10;

/** What happens in the demo, over and over; sizes as in `Fault`, from clear to unmistakable. */
const PROGRAMME: readonly { kind: FaultKind; sizes: readonly [number, number] }[] = [
  { kind: 'crash', sizes: [12, 25] },
  { kind: 'wick', sizes: [10, 20] },
  { kind: 'volume-burst', sizes: [10, 20] },
  { kind: 'jump', sizes: [10, 18] },
  { kind: 'frozen-feed', sizes: [6, 12] },
  { kind: 'wick', sizes: [10, 20] },
  { kind: 'gap', sizes: [3, 12] },
  { kind: 'level-shift', sizes: [10, 16] },
  { kind: 'crash', sizes: [12, 25] },
  { kind: 'bad-tick', sizes: [10, 10] },
];

/**
 * Fourteen simulated months of hourly candles with an anomaly about every ten days, each labelled: what the replay
 * streams when it is given no file. It is always the same candles, all of them in the past.
 */
export function demoSeries(): LabelledSeries {
  const count = (DEMO_TO - DEMO_FROM) / HOUR;
  const candles = Array.from(simulate({ seed: SEED, interval: '1h', from: DEMO_FROM, count }));
  const series = injectFaults(candles, demoFaults(count));
  return { ...series, candles: series.candles.map(toTicks) };
}

function demoFaults(count: number): Fault[] {
  const random = createRandom(SEED + 1);
  const faults: Fault[] = [];
  let hour = FIRST_FAULT_HOUR;
  for (let turn = 0; hour < count - 24; turn += 1) {
    const { kind, sizes } = PROGRAMME[turn % PROGRAMME.length] ?? { kind: 'wick', sizes: [10, 10] };
    const size = Math.round(sizes[0] + random.uniform() * (sizes[1] - sizes[0]));
    faults.push({
      kind,
      openTime: DEMO_FROM + hour * HOUR,
      size,
      direction: random.uniform() < 0.5 ? -1 : 1,
    });
    hour += Math.round(MEAN_SPACING_HOURS * (0.5 + random.uniform()));
  }
  return faults;
}

/** Injected faults multiply prices; an exchange quotes cents. */
function toTicks(candle: Ohlcv): Ohlcv {
  const cents = (price: number) => Number(price.toFixed(2));
  const { openTime, open, high, low, close, volume } = candle;
  return {
    openTime,
    open: cents(open),
    high: cents(high),
    low: cents(low),
    close: cents(close),
    volume: volume === null ? null : Number(volume.toFixed(8)),
  };
}
