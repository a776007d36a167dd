import { isUtf8 } from 'node:buffer'
import { open } from 'node:fs/promises'
import { Problem } from '#shared/problem.ts'
import { fileProblem } from './problems.ts'

export type Format =
  | { kind: 'zip' | 'ole' | 'html' | 'excel_xml' }
  | { kind: 'text'; encoding: TextEncoding; bom: number }
export type TextEncoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be'

/** Beginnings of what people send by mistake, and what to call it. */
const strangers: [start: string, name: string][] = [
  ['25504446', ' PDF '],
  ['89504e47', ' PNG '],
  ['ffd8ff', ' JPEG '],
  ['47494638', ' GIF '],
  ['424d', ' BMP '],
  ['52617221', ' RAR '],
  ['377abcaf271c', ' 7z '],
  ['1f8b', ' gzip '],
  ['7b5c727466', ' RTF '],
  ['4d5a', ' EXE '],
  ['53514c69746520', ' SQLite '],
]

const blockSize = 1 << 16

/** What a file truly is, by its content: the name's ending is not believed. Throws for what is no table. */
export async function sniffFormat(path: string): Promise<Format> {
  const file = await open(path, 'r')
  try {
    const block = Buffer.alloc(blockSize)
    const { bytesRead } = await file.read(block, 0, blockSize, 0)
    const head = block.subarray(0, bytesRead)
    if (head.length === 0) throw new Problem(fileProblem.file_empty)
    const hex = head.toString('hex', 0, 16)
    if (hex.startsWith('504b0304') || hex.startsWith('504b0506')) return { kind: 'zip' }
    if (hex.startsWith('d0cf11e0a1b11ae1')) return { kind: 'ole' }
    const bom = byteOrderMark(head)
    if (bom) return markup(new TextDecoder(bom.encoding).decode(head)) ?? { kind: 'text', ...bom }
    for (const [start, kind] of strangers)
      if (hex.startsWith(start) && !isPlainText(head)) throw new Problem(fileProblem.file_wrong_kind, { kind })
    if (hex.startsWith('25504446')) throw new Problem(fileProblem.file_wrong_kind, { kind: ' PDF ' })
    if (hex.startsWith('7b5c727466')) throw new Problem(fileProblem.file_wrong_kind, { kind: ' RTF ' })
    const wide = wideText(head)
    if (wide) return { kind: 'text', encoding: wide, bom: 0 }
    if (!isPlainText(head)) throw new Problem(fileProblem.file_wrong_kind, { kind: '未知的二进制文件 (binary data) ' })
    return markup(head.toString('latin1')) ?? { kind: 'text', encoding: await byteEncoding(path), bom: 0 }
  } finally {
    await file.close()
  }
}

/** The encoding of the whole text file: marked, or judged by its bytes. Also used for HTML. */
export async function textEncoding(path: string): Promise<{ encoding: TextEncoding; bom: number }> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0)
    const head = buffer.subarray(0, bytesRead)
    const bom = byteOrderMark(head)
    if (bom) return bom
    const wide = wideText(head)
    return wide ? { encoding: wide, bom: 0 } : { encoding: await byteEncoding(path), bom: 0 }
  } finally {
    await file.close()
  }
}

function byteOrderMark(head: Buffer): { encoding: TextEncoding; bom: number } | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', bom: 3 }
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', bom: 2 }
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', bom: 2 }
  return undefined
}

/** UTF-16 without a mark: line ends, commas and digits leave zero bytes on one side; on the other only 一 and a few. */
function wideText(head: Buffer): TextEncoding | undefined {
  let even = 0
  let odd = 0
  for (let i = 0; i < head.length; i++) {
    if (head[i] !== 0) continue
    if (i % 2 === 0) even++
    else odd++
  }
  const enough = head.length / 20
  if (odd > enough && even * 4 < odd) return 'utf-16le'
  if (even > enough && odd * 4 < even) return 'utf-16be'
  return undefined
}

/** No zero bytes and hardly any control characters. */
function isPlainText(head: Buffer): boolean {
  let controls = 0
  for (const byte of head) {
    if (byte === 0) return false
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 26) controls++
  }
  return controls * 100 <= head.length
}

function markup(head: string): Format | undefined {
  const start = head
    .replace(/^\uFEFF/, '')
    .trimStart()
    .slice(0, 2000)
    .toLowerCase()
  if (start.startsWith('mime-version:')) throw new Problem(fileProblem.file_needs_resaving, { kind: ' MHTML ' })
  if (!start.startsWith('<')) return undefined
  if (start.includes('urn:schemas-microsoft-com:office:spreadsheet')) return { kind: 'excel_xml' }
  if (/<(?:!doctype html|html|head|meta|table|body|style|div)\b/.test(start)) return { kind: 'html' }
  if (start.startsWith('<?xml')) throw new Problem(fileProblem.file_wrong_kind, { kind: ' XML ' })
  return undefined
}

/** UTF-8 or GB18030: by blocks, so that one damaged name does not turn a whole list into nonsense. */
async function byteEncoding(path: string): Promise<TextEncoding> {
  const file = await open(path, 'r')
  let utf8 = 0
  let other = 0
  try {
    let rest: Buffer = Buffer.alloc(0)
    for await (const chunk of file.createReadStream({ highWaterMark: blockSize, autoClose: false })) {
      const block: Buffer = Buffer.concat([rest, chunk as Buffer])
      const cut = completeLength(block)
      if (!isUtf8(block.subarray(0, cut))) other++
      else if (block.some((byte) => byte > 127)) utf8++
      rest = Buffer.from(block.subarray(cut))
    }
    if (rest.length > 0) other++
  } finally {
    await file.close()
  }
  return other > utf8 ? 'gb18030' : 'utf-8'
}

/** Length without a last character that the end of the block may have cut. */
function completeLength(block: Buffer): number {
  for (let i = block.length - 1; i >= 0 && i >= block.length - 4; i--) {
    const byte = block[i]!
    if (byte < 0x80) return block.length
    if (byte >= 0xc0) return i + (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > block.length ? i : block.length
  }
  return block.length
}
