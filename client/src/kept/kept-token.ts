/** A token that somebody has entered, kept until the tab is closed. */
export interface KeptToken {
  /** Null before one was entered. */
  get(): string | null;
  /** Whether it outlives a reload, which it does unless the browser keeps nothing. */
  set(token: string): boolean;
}

/** Browsers that are told to block cookies refuse all storage, and even the look at it: then until the page is left. */
export function keptToken(key: string): KeptToken {
  let entered: string | null = null;
  return {
    get() {
      try {
        return sessionStorage.getItem(key) ?? entered;
      } catch {
        return entered;
      }
    },
    set(token) {
      entered = token;
      try {
        sessionStorage.setItem(key, token);
        return true;
      } catch {
        return false;
      }
    },
  };
}
