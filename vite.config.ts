import { fileURLToPath } from 'node:url'
import { preact } from '@preact/preset-vite'
import { defineConfig } from 'vite'
import { fieldApp } from './vite.field.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The server to talk to while developing the web app on its own (`npx vite`). */
const api = process.env.QIANXIAN_API ?? 'http://127.0.0.1:8080'
const proxy = { '/v1': { target: api, changeOrigin: false } }

export default defineConfig({
  root: here('./kernel/web'),
  cacheDir: here('./.cache/vite'),
  plugins: [preact({ devToolsEnabled: false, reactAliasesEnabled: false }), fieldApp()],
  server: { host: '127.0.0.1', proxy, fs: { allow: [here('.')] } },
  preview: { host: '127.0.0.1', proxy },
  build: {
    outDir: here('./dist/web'),
    emptyOutDir: true,
    // Phones handed down to volunteers: Chrome 98 (2022) has <dialog>; Safari got it in 15.4.
    target: ['chrome98', 'safari15.4', 'firefox98'],
    // The content security policy forbids data: scripts and styles, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
