import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const server = process.env.SERVER_URL ?? 'http://127.0.0.1:4000';

export default defineConfig({
  plugins: [vue()],
  // The page may lie in a folder of a site, behind a proxy.
  base: './',
  // Facts about the world, not code of another folder: the page may know them.
  resolve: {
    alias: { 'known-events.json': fileURLToPath(new URL('../data/known-events.json', import.meta.url)) },
  },
  define: { __VUE_OPTIONS_API__: 'false' },
  // One style sheet: a part of it that comes with code later can't be asked for twice.
  build: {
    ...{ target: 'es2022', chunkSizeWarningLimit: 700, cssCodeSplit: false },
    // Browsers that lack it load the same a little later.
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/graphql': { target: server, ws: true } } },
});
