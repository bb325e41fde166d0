#!/bin/sh
# @vueuse/core 14.4.0 with vue 3.5 (npm), Node 20.20.
#
# Expected: `useLocalStorage(key, initial)` is `useStorage(key, initial)`, whose storage is `localStorage` where none is given.
#   In a browser that is told to block cookies, in which the look at `window.localStorage` throws a `SecurityError`,
#   `useStorage` hands that to `onError` and works without storage.
# Came: `useLocalStorage` looks at `window.localStorage` itself, outside of that `try`: it throws, `onError` is never asked, and
#   a component that calls it in its set-up is not drawn. So does `useSessionStorage`.
# Why it matters: a whole page stays blank for the sake of a theme or another choice that could be forgotten.
# In the project: client/src/kept/kept-setting.ts.
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" @vueuse/core@14.4.0 vue@3.5.45 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import 'vue';

// Vue first, which would draw. What VueUse takes for a browser; the storage is refused as Chromium refuses it.
globalThis.window = globalThis;
globalThis.document = {};
for (const name of ['localStorage', 'sessionStorage'])
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get() {
      throw new DOMException('Access is denied for this document.', 'SecurityError');
    },
  });
const { useLocalStorage, useSessionStorage, useStorage } = await import('@vueuse/core');

const asked = [];
const outcome = (name, use) => {
  try {
    return use({ onError: () => asked.push(name) }).value;
  } catch (error) {
    return error.name;
  }
};
const seen = {
  useStorage: outcome('useStorage', (options) => useStorage('theme', 'dark', undefined, options)),
  useLocalStorage: outcome('useLocalStorage', (options) => useLocalStorage('theme', 'dark', options)),
  useSessionStorage: outcome('useSessionStorage', (options) => useSessionStorage('theme', 'dark', options)),
  onError: asked.join(),
};
console.log(seen);
deepStrictEqual(Object.values(seen), ['dark', 'SecurityError', 'SecurityError', 'useStorage']);
EOF
node seen.mjs
