// Reads an old binary workbook apart from the server: the format cannot be streamed and its reader trusts its input,
// so it gets a memory limit and may be ended. Plain JavaScript, because a worker is started by Node itself.
import { readFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { CFB, read, set_cptable } from '@e965/xlsx'
import * as codePages from '@e965/xlsx/dist/cpexcel.full.mjs'

// Workbooks of the 1990s hold Chinese in the code page of the machine they were made on.
set_cptable(codePages)
const bytes = readFileSync(workerData.path)

/** @param {string} refused */
function refuse(refused) {
  parentPort.postMessage({ refused })
}

function container() {
  try {
    return CFB.read(bytes, { type: 'buffer' })
  } catch {
    return undefined
  }
}

function main() {
  const cfb = container()
  if (!cfb) return refuse('broken')
  const has = (name) => cfb.FullPaths.some((path) => path.toLowerCase().endsWith(`/${name}`))
  if (has('encryptedpackage')) return refuse('encrypted')
  if (has('_vba_project_cur/') || has('_vba_project_cur') || has('vba/')) return refuse('macros')
  if (has('worddocument')) return refuse('word')
  if (has('powerpoint document')) return refuse('powerpoint')
  if (!has('workbook') && !has('book')) return refuse('unknown')
  let book
  try {
    book = read(bytes, {
      type: 'buffer',
      dense: true,
      cellNF: true,
      cellText: false,
      cellHTML: false,
      cellFormula: false,
    })
  } catch (error) {
    return refuse(/password|encrypt/i.test(String(error?.message)) ? 'encrypted' : 'broken')
  }
  const sheets = book.SheetNames.map((name, i) => ({
    name,
    hidden: Boolean(book.Workbook?.Sheets?.[i]?.Hidden),
    rows: book.Sheets[name]['!data']?.length ?? 0,
    merges: (book.Sheets[name]['!merges'] ?? []).map(({ s, e }) => [s.r + 1, e.r + 1, s.c, e.c - s.c + 1]),
  }))
  parentPort.postMessage({ sheets, date1904: Boolean(book.Workbook?.WBProps?.date1904) })
  parentPort.on('message', ({ sheet, from, to }) => {
    const ws = book.Sheets[book.SheetNames[sheet]]
    const data = ws['!data'] ?? []
    const rows = []
    for (let r = from; r < Math.min(to, data.length); r++) {
      const cells = (data[r] ?? []).map((cell) => (cell ? [cell.t, cell.v, cell.z] : null))
      rows.push([r + 1, Boolean(ws['!rows']?.[r]?.hidden), Array.from(cells, (cell) => cell ?? null)])
    }
    parentPort.postMessage({ rows })
  })
}

main()
