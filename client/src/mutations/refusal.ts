import { isTokenNeeded, reasonOf } from '../connection/connection-state.ts';

/** Why the server did not do what somebody asked for. */
export interface Refusal {
  readonly reason: string;
  /** A token, or another one, would help. */
  readonly isTokenNeeded: boolean;
}

/** What a failed mutation means for the person in front of the page. */
export const refusalOf = (error: unknown): Refusal => ({
  reason: reasonOf(error),
  isTokenNeeded: isTokenNeeded(error),
});
