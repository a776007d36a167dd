import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { guessMapping } from '../model/columns.ts'
import { readRow } from '../model/row.ts'

test('the sample list that the empty page offers is read, with the faults that it is there to show', () => {
  const text = readFileSync(new URL('../../../kernel/web/public/sample-list.csv', import.meta.url), 'utf8')
  const [headers, ...rows] = text
    .replace('\uFEFF', '')
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','))
  const mapping = guessMapping(headers!, rows)
  expect(mapping).toEqual(['row_id', 'name', 'document', 'phone', 'address', 'time', 'note'])
  const read = rows.map((cells) =>
    readRow({ cells, types: 's'.repeat(cells.length) }, mapping, { today: '2022-03-23', community: [] }),
  )
  expect(read.map(({ accepted }) => accepted)).toEqual([true, true, true, true, true, true, true, false])
  expect(read[0]!.person.document).toEqual(read[2]!.person.document)
  expect(read.map(({ faults }) => faults.map(({ code }) => code))).toEqual([
    [],
    [],
    [],
    [],
    ['document_checksum'],
    ['name_masked', 'document_masked', 'phone_masked'],
    ['phone_length'],
    ['name_only'],
  ])
})
