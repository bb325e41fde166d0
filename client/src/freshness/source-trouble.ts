import type { CandleSource } from '../api/documents.ts';
import { clockOf, dayOf } from '../format/times.ts';

/** Why the source of candles does not deliver. */
export interface SourceTrouble {
  /** Nothing more comes unless somebody acts; else the server keeps trying. */
  readonly isFinal: boolean;
  readonly headline: string;
  /** Why, and what to do about it. */
  readonly reason: string;
}

/** What stands in the way of the source; null while candles come, and after a replay that simply reached its end. */
export function sourceTrouble(source: CandleSource): SourceTrouble | null {
  const { state, failure, failingSince } = source;
  if (state === 'RUNNING' || failure === null) return null;
  if (state === 'ENDED') return { isFinal: true, headline: `${nameOf(source)} has ended.`, reason: failure };
  const since = failingSince === null ? '' : ` since ${momentIn(Date.parse(failingSince))}`;
  return { isFinal: false, headline: `${nameOf(source)} has been failing${since}.`, reason: failure };
}

function nameOf({ kind, label }: CandleSource): string {
  if (kind === 'EXCHANGE') return `The watch over ${label}`;
  if (kind === 'CSV') return `The replay of ${label}`;
  return kind === 'SIMULATOR' ? 'The simulated market' : 'The external feed';
}

const momentIn = (time: number): string => `${clockOf(time)} UTC on ${dayOf(time)}`;
