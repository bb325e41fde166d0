import { dayOf } from '../format/times.ts';
import type { ReplayStatus } from './replay-documents.ts';

/** Where a replay stands, as its controls have to know it. */
export type ReplayPhase = 'running' | 'pausing' | 'paused' | 'starting' | 'waiting' | 'finished' | 'stopped';

/** Commands and reports differ for a moment: told to pause, a worker still runs until it has heard of it. */
export function phaseOf({ state, isPaused, to }: ReplayStatus): ReplayPhase {
  if (state === 'FINISHED') return 'finished';
  if (state === 'STOPPED') return 'stopped';
  if (isPaused) return state === 'RUNNING' ? 'pausing' : 'paused';
  if (state === 'RUNNING') return 'running';
  return to === null ? 'starting' : 'waiting';
}

export const isOver = (phase: ReplayPhase): boolean => phase === 'finished' || phase === 'stopped';

/** The phase in words for people. */
export function wordsFor(phase: ReplayPhase, { to, total }: Pick<ReplayStatus, 'to' | 'total'>): string {
  return {
    running: 'Replay running',
    pausing: 'Pausing…',
    paused: 'Replay paused',
    starting: 'Starting…',
    waiting: to === null ? 'Replay waiting' : `Replay waiting before ${dayOf(Date.parse(to))}`,
    finished: total === 0 ? 'Nothing to replay: every candle was stored before' : 'Replay finished',
    stopped: 'Replay stopped: its worker has ended',
  }[phase];
}
