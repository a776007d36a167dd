import { stat } from 'node:fs/promises'
import { Problem } from '#shared/problem.ts'
import { openCsv } from './csv.ts'
import { openExcelXml } from './excel-xml.ts'
import { openHtml } from './html.ts'
import { type FileLimits, defaultLimits, sizeText } from './limits.ts'
import { fileProblem } from './problems.ts'
import { sniffFormat } from './sniff.ts'
import type { Table } from './table.ts'
import { openXls } from './xls.ts'
import { openXlsx } from './xlsx.ts'

/**
 * Opens a file that somebody sent as a table, whatever its name says it is. Throws a Problem, in words for the sender,
 * for anything else. Rows are read when asked for; close the table afterwards.
 */
export async function openTable(path: string, given: Partial<FileLimits> = {}): Promise<Table> {
  const limits = { ...defaultLimits, ...given }
  const { size } = await stat(path)
  if (size === 0) throw new Problem(fileProblem.file_empty)
  if (size > limits.bytes) {
    const values = { size: sizeText(size), limit: sizeText(limits.bytes) }
    throw new Problem(fileProblem.file_too_large, values)
  }
  const format = await sniffFormat(path)
  switch (format.kind) {
    case 'zip':
      return openXlsx(path, limits)
    case 'ole':
      return openXls(path, limits)
    case 'html':
      return openHtml(path, limits)
    case 'excel_xml':
      return openExcelXml(path, limits)
    case 'text':
      return openCsv(path, format, limits)
  }
}
