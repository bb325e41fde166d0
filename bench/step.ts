import { simulate } from '@detective/data';
import { createDetector, loadArtifact } from '@detective/models';

/**
 * Measures what one judgement costs: `npx tsx bench/step.ts [candles]`. Prints microseconds a candle for `step`, and for
 * turning the state into bytes and back.
 */
const count = Number(process.argv[2] ?? 30_000);
const detector = createDetector(await loadArtifact('btc-usd-1h'), { interval: '1h', alertsPerWeek: 1 });
const candles = [...simulate({ seed: 1, interval: '1h', from: Date.UTC(2024, 0, 1), count })];

function microseconds(times: number, work: () => void): string {
  const start = process.hrtime.bigint();
  work();
  return (Number(process.hrtime.bigint() - start) / 1000 / times).toFixed(1);
}

let state = detector.initialState();
const run = (): void => {
  for (const candle of candles) state = detector.step(state, candle).nextState;
};
// The first thousands run before the compiler has seen what matters.
for (const candle of candles.slice(0, 5000)) state = detector.step(state, candle).nextState;
state = detector.initialState();
process.stdout.write(`step            ${microseconds(count, run)} µs\n`);
const bytes = detector.encodeState(state);
const encode = microseconds(1000, () => {
  for (let i = 0; i < 1000; i += 1) detector.encodeState(state);
});
const decode = microseconds(1000, () => {
  for (let i = 0; i < 1000; i += 1) detector.decodeState(bytes);
});
process.stdout.write(`encodeState     ${encode} µs, ${bytes.length} bytes\ndecodeState     ${decode} µs\n`);
