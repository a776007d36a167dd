import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { openDb } from '#server/db.ts'
import { type RunningServer, startServer } from '#server/main.ts'
import { freePort } from '#server/postgres.ts'
import { jobs, routes } from '#slices/server.ts'
import { withDatabase } from '#test/setup/database.ts'

/** The whole program on a database of its own. It can be stopped and started again at the same address. */
export interface Program {
  server: RunningServer
  /** For files that a test makes, and a browser's profile. */
  folder: string
  /** From now on nobody answers at the address. */
  stop: () => Promise<void>
  start: () => Promise<void>
  end: () => Promise<void>
}

export async function startProgram(name: string, webFolder = join(process.cwd(), 'dist', 'web')): Promise<Program> {
  const database = `qx_${inject('runId')}_${name}`
  const admin = openDb(inject('databaseUrl'), { connections: 1 })
  await admin.unsafe(`create database ${database} template qx_${inject('runId')}`)
  await admin.end()
  const folder = mkdtempSync(join(tmpdir(), 'qianxian-e2e-'))
  const settings = {
    dataFolder: folder,
    databaseUrl: withDatabase(inject('databaseUrl'), database),
    masterKey: undefined,
    zone: 'Asia/Shanghai',
    host: '127.0.0.1',
    port: await freePort(),
    webFolder,
  }
  let running = true
  const start = () => startServer(settings, { routes, jobs }, () => {})
  const program: Program = {
    server: await start(),
    folder,
    stop: async () => {
      running = false
      await program.server.close()
    },
    start: async () => {
      program.server = await start()
      running = true
    },
    end: async () => {
      if (running) await program.server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return program
}
