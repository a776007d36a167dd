import { maskDocument, maskPhone } from '#slices/people/model.ts'
import type { Mapping } from '../model.ts'

/**
 * A phone, a document, a bank card: whoever guessed the columns may have guessed wrong. Behind a letter it is the
 * sender's own number (GA2022032300001), which nobody is known by.
 */
const longNumber = /(?<![A-Za-z])(?<![A-Za-z][0-9-]{1,40})[0-9\uff10-\uff19]{11,}[0-9Xx\uff10-\uff19\uff38\uff58]?/g

/**
 * A row as received, for the screen: documents and phones masked, and any run of eleven digits or more wherever it
 * stands. Columns are told by it as well as by the whole number.
 */
export function maskCells(cells: readonly string[], mapping: Mapping): string[] {
  return cells.map((cell, column) => {
    const field = mapping[column]
    if (field === 'document') return maskDocument(cell)
    if (field === 'phone')
      return cell
        .split(/([,，;；、/\s]+)/)
        .map(maskPart)
        .join('')
    return cell.replace(longNumber, (number) => (number.length > 11 ? maskDocument(number) : maskPhone(number)))
  })
}

/** One of several phones in a cell; what is between them stays. */
function maskPart(part: string, at: number): string {
  return at % 2 === 1 || part === '' ? part : maskPhone(part)
}
