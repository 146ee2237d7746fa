import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
// @ts-expect-error: plain JavaScript
import { built } from './built.mjs';

export default defineConfig({
  plugins: [svelte(), built()],
  build: {
    outDir: '../src/yeoun/server/static',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    target: 'es2022',
  },
});
