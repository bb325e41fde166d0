import { keptToken } from '../kept/kept-token.ts';

/** The token that lets this page read. */
export const readToken = keptToken('detective.read-token');

/** The header, or the field of `connection_init`, that carries the token; empty without one. */
export function authorization(): Record<string, string> {
  const token = readToken.get();
  return token ? { authorization: `Bearer ${token}` } : {};
}
