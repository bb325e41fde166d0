import type { Load } from './load.ts';

export interface Blow {
  name: string;
  /** Strikes, and tells how to know that another one has taken over, and how to make everything whole again. */
  strike: () => Promise<Struck>;
}

export interface Struck {
  untilTakenOver: () => Promise<void>;
  restore: () => Promise<void>;
}

/** What one blow did, in seconds from the blow on. */
export interface Outcome {
  name: string;
  /** Until something else had taken the place of what was struck. */
  takenOver: number;
  /** Until a candle of every series that was first sent after that was acknowledged and with all of its subscribers. */
  served: number;
  /** The longest that any candle meanwhile took from its first sending until its last subscriber had it. */
  longest: number;
  /** How often a sender was told to wait. */
  refusals: number;
  /** How often a subscriber's connection broke. */
  breaks: number;
}

/** Strikes under load, waits until all is served again, and makes everything whole. */
export async function measureBlow({ name, strike }: Blow, load: Load): Promise<Outcome> {
  const { refusals, breaks } = load;
  const struckAt = performance.now();
  const { untilTakenOver, restore } = await strike();
  await untilTakenOver();
  const takenOver = secondsSince(struckAt);
  await load.untilAllServed();
  const served = secondsSince(struckAt);
  const outcome = {
    ...{ name, takenOver, served, longest: longestWait(load, struckAt) },
    ...{ refusals: load.refusals - refusals, breaks: load.breaks - breaks },
  };
  await restore();
  return outcome;
}

/** Of candles that were under way at the time or sent later, in seconds. */
function longestWait(load: Load, from: number): number {
  const waits = load.series.flatMap(({ sent }) =>
    sent.flatMap(({ sentAt, acknowledgedAt = Infinity, deliveredAt = Infinity }) => {
      const end = Math.max(acknowledgedAt, deliveredAt);
      return end >= from && end < Infinity ? [end - sentAt] : [];
    }),
  );
  return Math.max(...waits) / 1_000;
}

const secondsSince = (time: number) => (performance.now() - time) / 1_000;

export function tableOf(outcomes: readonly Outcome[]): string {
  const seconds = (value: number) => value.toFixed(1);
  const lines = outcomes.map(
    ({ name, takenOver, served, longest, refusals, breaks }) =>
      `| ${[name, ...[takenOver, served, longest].map(seconds), refusals, breaks].join(' | ')} |`,
  );
  return [
    '| blow | taken over, s | all served, s | longest wait of a candle, s | senders told to wait | subscribers cut |',
    '|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}
