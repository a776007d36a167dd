import { read, utils } from '@e965/xlsx'
import { describe, expect, it } from 'vitest'
import { readDate, readResidentId } from '#linkage'
import { makeCommunity } from './community.ts'
import { makeRegisterWorkbook } from './register-workbook.ts'

const community = makeCommunity({ seed: 4, day: '2022-03-23', households: 600 })
const workbook = makeRegisterWorkbook(community)
const book = read(workbook.bytes)
const sheets = new Map(
  book.SheetNames.map((name) => [
    name,
    utils.sheet_to_json<unknown[]>(book.Sheets[name]!, { header: 1, blankrows: true }),
  ]),
)

describe("the office's register workbook", () => {
  it('has a sheet an estate, a title and a header of two rows with merged cells', () => {
    expect(book.SheetNames).toHaveLength(new Set(community.doors.map((door) => door.building.estate)).size)
    const rows = sheets.get(book.SheetNames[0]!)!
    expect(rows[0]).toHaveLength(1)
    expect(rows[1]).toContain('住址')
    expect(rows[2]).toContain('室号')
    expect(book.Sheets[book.SheetNames[0]!]!['!merges']!.length).toBeGreaterThan(20)
  })

  it('holds every resident once and every vacant door, where the truth says', () => {
    const residents = new Map(community.residents.map((resident) => [resident.key, resident]))
    const vacant = community.doors.filter((door) => door.state === 'vacant')
    expect(workbook.truth).toHaveLength(residents.size + vacant.length)
    for (const { sheet, row, resident } of workbook.truth) {
      const cells = sheets.get(sheet)![row - 1]!
      if (resident === null) expect(cells).toContain('空置')
      else expect(cells[1]).toBe(residents.get(resident)!.name)
    }
    expect(new Set(workbook.truth.map((truth) => truth.resident)).size).toBe(residents.size + 1)
  })

  it('has birth dates that can be read, and IDs whose slips the truth names', () => {
    const residents = new Map(community.residents.map((resident) => [resident.key, resident]))
    for (const { sheet, row, resident, faults } of workbook.truth) {
      if (resident === null) continue
      const { birth, document } = residents.get(resident)!
      const cells = sheets.get(sheet)![row - 1]!
      if (typeof cells[3] === 'string') expect(readDate(cells[3]).iso).toBe(birth)
      if (document?.type !== 'resident_id' || faults.includes('id_rounded')) continue
      expect(readResidentId(String(cells[5])).number).toBe(document.number)
    }
  })

  it('is the same for the same community', () => {
    expect(Buffer.compare(makeRegisterWorkbook(community).bytes, workbook.bytes)).toBe(0)
  })
})
