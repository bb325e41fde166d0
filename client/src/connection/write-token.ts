const KEY = 'detective.write-token';

/** The token that lets this page change something, kept until its tab is closed; null before one was entered. */
export const writeToken = {
  get(): string | null {
    return sessionStorage.getItem(KEY);
  },
  set(token: string): void {
    sessionStorage.setItem(KEY, token);
  },
};

/** The header for a mutation; empty where nobody entered a token of its own for that. */
export function writeAuthorization(): Record<string, string> {
  const token = writeToken.get();
  return token ? { authorization: `Bearer ${token}` } : {};
}
