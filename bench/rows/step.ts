import { pathToFileURL } from 'node:url';
import { simulate } from '@detective/data';
import type { createDetector, Detector, loadArtifact } from '@detective/models';
import { withBundle } from '../bundle.ts';
import { HERE } from '../checkout-server.ts';
import { row, type Row } from '../row.ts';

const CANDLES = 6_000;
const ROUNDS = 20;
const hours = [...simulate({ seed: 1, interval: '1h', from: Date.UTC(2024, 0, 1), count: CANDLES })];
const OPTIONS = { interval: '1h', alertsPerWeek: 1 } as const;

type Models = { createDetector: typeof createDetector; loadArtifact: typeof loadArtifact };

/** What one judgement costs, and its state as bytes and back, beside the detector of another checkout of this project. */
export async function measureStep(other: string | undefined): Promise<Row[]> {
  if (other === undefined) return [];
  const [ours, before] = [await detectorIn(HERE), await detectorIn(other)];
  const difference = firstDifference(ours, before);
  if (difference) process.stderr.write(`the judgements differ: ${difference}\n`);
  const rows: Row[] = [];
  for (const [what, work] of Object.entries(WORK)) {
    const [figure = NaN, reference = NaN] = bestOf([() => work(ours), () => work(before)]);
    rows.push(
      row({ what, figure, unit: 'µs', against: 'the other checkout', reference, goal: { atMost: 0.4 } }),
    );
  }
  return rows;
}

/** The detector of a checkout, as fast as in a server. */
const detectorIn = (folder: string): Promise<Detector> =>
  withBundle(folder, 'models/index.ts', async (file) => {
    const models = (await import(pathToFileURL(file).href)) as Models;
    return models.createDetector(await models.loadArtifact('btc-usd-1h'), OPTIONS);
  });

/** Each does something once for each of the hours. */
const WORK: Readonly<Record<string, (detector: Detector) => void>> = {
  'one judgement (step)'(detector) {
    let state = detector.initialState();
    for (const hour of hours) state = detector.step(state, hour).nextState;
  },
  'a state to bytes'(detector) {
    const state = detector.initialState();
    for (let index = 0; index < CANDLES; index++) detector.encodeState(state);
  },
  'bytes to a state'(detector) {
    const bytes = detector.encodeState(detector.initialState());
    for (let index = 0; index < CANDLES; index++) detector.decodeState(bytes);
  },
};

/** Microseconds of the processor for one, which other work on the machine hardly changes: the least of some rounds. */
function bestOf(works: (() => void)[]): number[] {
  const best = works.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++)
    for (const [index, work] of works.entries()) {
      const before = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(before);
      best[index] = Math.min(best[index] ?? Infinity, (user + system) / CANDLES);
    }
  return best;
}

/** Where a judgement differs by more than 1e-9, which another model's do. */
function firstDifference(one: Detector, other: Detector): string | undefined {
  let [left, right] = [one.initialState(), other.initialState()];
  for (const hour of hours) {
    const [mine, theirs] = [one.step(left, hour), other.step(right, hour)];
    for (const [name, value] of Object.entries(mine.judgement)) {
      // Checkouts from before incidents gave it another name.
      const expected: unknown = (theirs.judgement ?? {})[name as keyof typeof theirs.judgement];
      const isSame =
        typeof value === 'number' && typeof expected === 'number'
          ? Math.abs(value - expected) <= 1e-9 * Math.max(1, Math.abs(expected))
          : JSON.stringify(value) === JSON.stringify(expected);
      if (!isSame)
        return `${name} of ${new Date(hour.openTime).toISOString()}: ${String(value)}, was ${String(expected)}`;
    }
    [left, right] = [mine.nextState, theirs.nextState];
  }
  return undefined;
}
