import { keptToken } from '../kept/kept-token.ts';

/** The token that lets this page change something. */
export const writeToken = keptToken('detective.write-token');

/** The header for a mutation; empty where nobody entered a token of its own for that. */
export function writeAuthorization(): Record<string, string> {
  const token = writeToken.get();
  return token ? { authorization: `Bearer ${token}` } : {};
}
