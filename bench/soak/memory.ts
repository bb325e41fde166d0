import { setTimeout as pause } from 'node:timers/promises';
import type { ServerProcess } from '../../e2e/server-process.ts';
import { figure } from '../serving.ts';

const MEGABYTE = 1024 * 1024;
/** The garbage collector lets memory swing by this much from one part of a run to the next. */
const SWING = 1.2;

/** Resident memory of a server in MB, asked every so often until told to stop. */
export async function watchMemory(
  server: ServerProcess,
  everyMs: number,
  signal: AbortSignal,
): Promise<number[]> {
  const samples: number[] = [];
  while (!signal.aborted) {
    const bytes = await figure(server, 'process_resident_memory_bytes').catch(() => NaN);
    if (Number.isFinite(bytes)) samples.push(bytes / MEGABYTE);
    await pause(everyMs, undefined, { signal }).catch(() => undefined);
  }
  return samples;
}

/** The middle third of a run beside its last one; the first is warm-up. */
export function compareThirds(samples: number[]) {
  const third = Math.floor(samples.length / 3);
  const middle = percentile(samples.slice(third, 2 * third), 0.5);
  const last = percentile(samples.slice(2 * third), 0.5);
  return { middle, last, isFlat: last <= middle * SWING };
}

/** The smallest value that so large a share of all does not exceed. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}
