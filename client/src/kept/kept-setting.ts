import { useStorage, type RemovableRef, type UseStorageOptions } from '@vueuse/core';

/**
 * A choice that the browser remembers for this site, and follows in its other tabs; where it keeps nothing, until the page is
 * left. `useLocalStorage` of VueUse (14.4) throws in a browser that is told to block cookies; `useStorage`, which looks for
 * the storage itself, does not.
 */
export function keptSetting<T>(
  key: string,
  initial: T,
  options: Omit<UseStorageOptions<T>, 'onError'> = {},
): RemovableRef<T> {
  return useStorage(key, initial, undefined, { ...options, onError: () => undefined });
}
