/** Where the page stands with the server. */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'reconnecting'; readonly since: Date; readonly reason: string };

/** Why a request failed, in a sentence for the person in front of the page. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'The server did not answer.';
  if (/^(Failed to fetch|Load failed|NetworkError|Socket closed)/.test(error.message))
    return 'The server cannot be reached.';
  return error.message;
}
