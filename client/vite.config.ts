import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const server = process.env.SERVER_URL ?? 'http://127.0.0.1:4000';

export default defineConfig({
  plugins: [vue()],
  define: { __VUE_OPTIONS_API__: 'false' },
  build: { target: 'es2022', chunkSizeWarningLimit: 700 },
  server: { proxy: { '/graphql': { target: server, ws: true } } },
});
