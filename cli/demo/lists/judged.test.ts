import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { type ListRow, listRows, planSheets } from '#server/files/list.ts'
import { openTable } from '#server/files/open-table.ts'
import type { Mapping } from '#slices/intake/model.ts'
import { guessMapping } from '#slices/intake/model/columns.ts'
import type { FaultCode } from '#slices/intake/model/faults.ts'
import { readRow } from '#slices/intake/model/row.ts'
import { makeCommunity } from '../community.ts'
import { type EveningFile, makeEveningLists } from './evening.ts'
import type { Fault } from './faults.ts'

const folder = mkdtempSync(join(tmpdir(), 'qianxian-judged-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const community = makeCommunity({ seed: 8, day: '2022-03-23', households: 500 })

const right: Record<EveningFile['source'], Mapping> = {
  police: ['ignore', 'row_id', 'name', 'document', 'phone', 'address', 'time'],
  rail: ['row_id', 'time', 'place', 'place', 'name', 'document_type', 'document', 'phone', 'place'],
  telecom: ['row_id', 'phone', 'name', 'document', 'place', 'time', 'ignore'],
  airline: ['row_id', 'place', 'time', 'name', 'document', 'birth', 'nationality', 'phone'],
  highway: ['row_id', 'time', 'place', 'place', 'name', 'phone', 'ignore', 'place'],
  lab: ['name', 'address', 'document', 'phone', 'row_id', 'time'],
  hotline: ['row_id', 'time', 'name', 'phone', 'note'],
}

/** What the reader must say about a fault that was put in; any one of these. */
const mustSay: Partial<Record<Fault, FaultCode[]>> = {
  id_rounded: ['document_rounded'],
  id_15: ['document_upgraded', 'document_masked'],
  id_masked: ['document_masked'],
  id_digit: ['document_checksum', 'document_date', 'document_area', 'document_masked', 'document_rounded'],
  swapped_columns: ['swapped'],
  name_masked: ['name_masked'],
  name_missing: ['name_missing'],
  name_honorific: ['name_masked'],
}

async function dataRows(file: EveningFile): Promise<{ headers: string[]; rows: ListRow[] }> {
  const path = join(folder, file.name)
  writeFileSync(path, file.bytes)
  const table = await openTable(path)
  const [plan] = await planSheets(table)
  const rows: ListRow[] = []
  for await (const row of listRows(table, plan!.sheet, plan!.header!)) if (row.kind === 'data') rows.push(row)
  await table.close()
  return { headers: plan!.header!.columns, rows }
}

it("every column of one evening's lists is understood, every fault put in is told, and only a bare name is refused", async () => {
  for (const file of makeEveningLists(community, { seed: 2, rows: 1500 })) {
    const { headers, rows } = await dataRows(file)
    const mapping = guessMapping(
      headers,
      rows.map((row) => row.cells),
    )
    expect([file.source, mapping]).toEqual([file.source, right[file.source]])
    rows.forEach((row, i) => {
      const { accepted, faults } = readRow(row, mapping, { today: community.day, community: [] })
      const said = faults.map((fault) => fault.code)
      // A rail passenger's bare name is nobody who could be looked for.
      const put = file.truth[i]!.faults
      const bare = file.source === 'rail' && put.includes('id_missing') && put.includes('phone_missing')
      if (accepted === bare) expect([file.name, row.row, put, said]).toBe('judged rightly')
      for (const each of put) {
        const codes = mustSay[each]
        if (codes && !codes.some((code) => said.includes(code))) expect([file.name, row.row, each, said]).toBe('told')
      }
    })
  }
})
