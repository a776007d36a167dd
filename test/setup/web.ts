import { spawnSync } from 'node:child_process'

/** Builds the web app once for all end-to-end tests, exactly as `npm start` does. */
export default function setup(): void {
  const args = ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']
  const done = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (done.status !== 0) throw new Error('the web app does not build')
}
