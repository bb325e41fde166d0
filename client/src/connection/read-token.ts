const KEY = 'detective.read-token';

/** The token that lets this page read, kept until its tab is closed. */
export const readToken = {
  get(): string | null {
    return sessionStorage.getItem(KEY);
  },
  set(token: string): void {
    sessionStorage.setItem(KEY, token);
  },
};

/** The header, or the field of `connection_init`, that carries the token; empty without one. */
export function authorization(): Record<string, string> {
  const token = readToken.get();
  return token ? { authorization: `Bearer ${token}` } : {};
}
