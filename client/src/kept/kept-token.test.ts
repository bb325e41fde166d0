import { afterEach, expect, it, vi } from 'vitest';
import { keptToken } from './kept-token.ts';

afterEach(() => vi.unstubAllGlobals());

it('keeps a token for the page where the browser refuses all storage', () => {
  Object.defineProperty(globalThis, 'sessionStorage', {
    configurable: true,
    get() {
      throw new DOMException('Access is denied for this document.', 'SecurityError');
    },
  });
  const token = keptToken('detective.test');
  expect(token.get()).toBe(null);
  expect(token.set('entered')).toBe(false);
  expect(token.get()).toBe('entered');
  Reflect.deleteProperty(globalThis, 'sessionStorage');
});

it('keeps it in the storage of the tab, or for the page where that is full', () => {
  const stored = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem(key: string, value: string) {
      if (value === 'too long') throw new DOMException('full', 'QuotaExceededError');
      stored.set(key, value);
    },
  });
  expect(keptToken('detective.test').set('entered')).toBe(true);
  expect(keptToken('detective.test').get()).toBe('entered');
  const other = keptToken('detective.other');
  expect(other.set('too long')).toBe(false);
  expect(other.get()).toBe('too long');
});
