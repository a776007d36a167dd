import { writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeCommunity } from '#cli/demo/community.ts'
import { installDemo } from '#cli/demo/install.ts'
import { makeLongList } from '#cli/demo/lists/evening.ts'
import { recordActs } from '#server/sync/record.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { addResident } from '#slices/people/acts.ts'
import { hashedLinkKeys } from '#slices/people/server/evidence.ts'
import '#slices/people/server/projection.ts'
import '#slices/worklist/server/projection.ts'
import { anyId, makeWorld, rolledBack, useDatabase } from '#test/database.ts'
import { readRow } from '../model/row.ts'
import { getBatch, getReadOptions, getSourceByName, readStoredRows } from './batches.ts'
import { receiveFile } from './receive.ts'
import { openRegister } from './open-register.ts'
import { askForKeys, readRegisterKeys } from './register-keys.ts'

const database = useDatabase()

it('says the same of a row whether the whole register was opened or only those it may be about', () =>
  rolledBack(database.db(), async (db) => {
    const world = await makeWorld(db)
    const synthetic = makeCommunity({ seed: 5, day: '2022-03-23', households: 400 })
    const { id: community } = await installDemo(world, synthetic)
    const source = await getSourceByName(world, community, '公安')
    const folder = mkdtempSync(join(tmpdir(), 'qianxian-link-'))
    try {
      const path = join(folder, 'list.xlsx')
      writeFileSync(path, makeLongList(synthetic, { seed: 3, rows: 300 }).bytes)
      const { batch } = await receiveFile(world, { path, name: 'list.xlsx', community, source, by: null })
      const options = await getReadOptions(world, community, await getBatch(world, community, batch))
      const { mapping } = await getBatch(world, community, batch)
      const whole = await openRegister(world, community, 1_000_000)
      const few = await openRegister(world, community, 1)
      const many = await readRegisterKeys(world, community, 1)
      const asked = askForKeys(world, community)
      let judged = 0
      for await (const rows of readStoredRows(world, community, batch)) {
        const people = rows
          .map((row) => ({ ...readRow(row, mapping, options), id: row.id }))
          .filter((read) => read.accepted)
          .map((read) => ({ key: read.id, ...read.evidence }))
        await few.prepare(people)
        const keys = people.flatMap((person) => hashedLinkKeys(world, person))
        expect([...(await many.find(keys))].sort()).toEqual([...(await asked.find(keys))].sort())
        for (const person of people) {
          expect(few.linker.probe(person)).toEqual(whole.linker.probe(person))
          judged++
        }
      }
      expect(judged).toBeGreaterThan(250)
      expect(few.linker.size).toBeLessThan(whole.linker.size)

      // Kept for the next list, it knows whoever has come since, and nobody of whom a list only asked.
      const met = { key: anyId(), name: '测试甲', phones: ['+8613900000001'] }
      whole.add(met)
      whole.close()
      const payload = { origin: 'self_found', name: '测试乙', phones: ['+8613900000002'] }
      const [come, origin] = [anyId(), anyId()]
      const act = systemAct(world, community, origin, `add ${come}`, addResident, come, payload)
      await recordActs(world, [{ who: null, acts: [act], deviceNow: world.clock() }])
      const kept = await openRegister(world, community, 1_000_000)
      expect(kept.linker).toBe(whole.linker)
      expect(kept.linker.probe({ ...met, key: 'asked' }).to).toBeNull()
      expect(kept.linker.probe({ key: 'asked', name: '测试乙', phones: ['13900000002'] }).to).toBe(come)
      kept.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  }))
