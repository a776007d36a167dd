import { expect, it } from 'vitest'
import type { Id } from '#shared/ids.ts'
import '#slices/people/server/projection.ts'
import '#slices/worklist/server/duties.ts'
import { residents } from '#slices/people/server/projection.ts'
import { makeWorld, rolledBack, useDatabase } from '#test/database.ts'
import { madeFiles } from '#test/files/made.ts'
import { type Judged, asGbkCsv, asWorkbook, hundredRows, receivedBy } from '#test/files/hundred-rows.ts'
import { listFaultCodes } from '../model/faults.ts'
import { findImbalance } from '../model.ts'
import { type StoredRow, createSource, getSourceByName, readStoredRows } from './batches.ts'
import { receiveFile } from './receive.ts'
import { commitBatch, previewBatch } from './commit.ts'

const database = useDatabase()
const files = madeFiles()

const sorted = (verdict: string) => verdict.split(' ').sort().join(' ')

/** As the fixture writes it. */
function verdictOf({ faults }: StoredRow): string {
  return sorted(faults.map(({ code, severity }) => (severity === 'reject' ? `!${code}` : code)).join(' ')) || 'ok'
}

it('has a hundred rows, and among them every fault a list can have', () => {
  expect(hundredRows).toHaveLength(100)
  const seen = new Set(hundredRows.flatMap(({ verdict }) => verdict.replaceAll('!', '').split(' ')))
  expect(listFaultCodes.filter((code) => !seen.has(code))).toEqual([])
})

for (const [ending, content] of [
  ['xlsx', asWorkbook(hundredRows)],
  ['csv', asGbkCsv(hundredRows)],
] as const) {
  it(`gives each row of the ${ending} file its one right verdict, and the register what is sure of it`, () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db)
      const [here] = await db<{ name: string }[]>`select name from areas where id = ${world.community}`
      expect(here!.name).toBe(receivedBy)
      const deadline = { hours: 24 }
      await createSource(world, { area: world.community, name: '公安', kind: 'police', deadline, urgency: 2 })
      const { batch } = await receiveFile(world, {
        path: await files.file(ending, content),
        name: `名单.${ending}`,
        community: world.community,
        source: await getSourceByName(world, world.community, '公安'),
        by: null,
      })
      const counts = await previewBatch(world, world.community, batch)
      expect(findImbalance(counts)).toBeUndefined()
      const rejected = hundredRows.filter(({ verdict }) => verdict.includes('!')).length
      expect(counts).toMatchObject({ rows: 100, rejected, accepted: 100 - rejected })

      await commitBatch(world, world.community, batch, null)
      const rows: StoredRow[] = []
      for await (const some of readStoredRows(world, world.community, batch)) rows.push(...some)
      expect(rows.map((row) => [row.row_number, verdictOf(row), row.accepted])).toEqual(
        hundredRows.map(({ verdict }, i) => [i + 2, sorted(verdict), !verdict.includes('!')]),
      )
      // Whoever was accepted and decided has a task; nobody else has.
      expect(rows.filter((row) => Boolean(row.task_id) !== (row.accepted && row.link !== 'review'))).toEqual([])
      await expectKept(world, rows)
    }))
}

async function expectKept(world: Awaited<ReturnType<typeof makeWorld>>, rows: StoredRow[]): Promise<void> {
  const fresh = rows.filter(({ link }) => link === 'new')
  const people = await residents.load(
    world,
    world.community,
    fresh.map((row) => row.resident_id as Id),
  )
  let compared = 0
  for (const row of fresh) {
    const kept: Judged['kept'] = hundredRows[row.row_number - 2]!.kept
    const person = people.get(row.resident_id!)
    if (!kept || !person) continue
    const { name, birth, phones } = person
    const found: Judged['kept'] = { name, birth, phones: [...phones], document: person.document?.number ?? null }
    expect(found, `row ${row.row_number}`).toMatchObject(kept)
    compared++
  }
  expect(compared).toBeGreaterThan(50)
}
