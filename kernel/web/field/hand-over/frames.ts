/**
 * Bytes as an endless sequence of codes, shown on one phone and read by another, that sends nothing back. First each
 * block goes by itself; after that every frame is the sum (XOR) of about half of them, drawn by its number. So it does
 * not matter which frames were missed: with as many as there are blocks, and two or three more, all is there.
 */

/** A frame is 750 characters of a code's alphanumeric mode: version 15, which a cheap camera reads off a screen. */
export const blockBytes = 484
const headBytes = 14
const prefix = 'QXF'

export interface Sequence {
  /** Tells two sequences apart. */
  id: number
  blocks: number
  /** The text of a frame; any number from 0 up. */
  frame: (number: number) => string
}

export function makeSequence(bytes: Uint8Array, id: number): Sequence {
  const blocks = Math.max(1, Math.ceil(bytes.length / blockBytes))
  const padded = new Uint8Array(blocks * blockBytes)
  padded.set(bytes)
  const block = (n: number) => padded.subarray(n * blockBytes, (n + 1) * blockBytes)
  return {
    id,
    blocks,
    frame: (number) => {
      const out = new Uint8Array(headBytes + blockBytes)
      const head = new DataView(out.buffer)
      head.setUint32(0, id)
      head.setUint16(4, blocks)
      head.setUint32(6, bytes.length)
      head.setUint32(10, number)
      const data = out.subarray(headBytes)
      for (const n of blocksOf(id, blocks, number)) add(data, block(n))
      return prefix + toBase45(out)
    },
  }
}

/** Which blocks a frame is the sum of. */
function blocksOf(id: number, blocks: number, number: number): number[] {
  if (number < blocks) return [number]
  const random = drawer(id ^ Math.imul(number, 0x9e3779b1))
  const chosen = Array.from({ length: blocks }, (_, n) => n).filter(() => random() < 0.5)
  return chosen.length > 0 ? chosen : [number % blocks]
}

/** Mulberry32: the same on both phones. Between 0 and 1. */
function drawer(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

function add(into: Uint8Array, other: Uint8Array): void {
  for (let at = 0; at < into.length; at++) into[at]! ^= other[at]!
}

export interface Gathered {
  /** Blocks' worth of frames that are here, of so many. */
  have: number
  of: number
  /** The bytes, as soon as all are here. */
  bytes: Uint8Array<ArrayBuffer> | null
}

/** A row of the system of equations: the sum of some blocks. Its first block is that of no other row. */
interface Row {
  blocks: Uint8Array
  data: Uint8Array
}

/** Gathers frames in any order. A frame of another sequence begins anew. */
export function gatherer(): (text: string) => Gathered | null {
  let id: number | null = null
  let length = 0
  let rows: (Row | undefined)[] = []
  let have = 0
  return (text) => {
    const frame = readFrame(text)
    if (!frame) return null
    if (frame.id !== id || frame.blocks !== rows.length) {
      id = frame.id
      length = frame.length
      rows = Array.from({ length: frame.blocks }, () => undefined)
      have = 0
    }
    if (have < rows.length && takeRow(rows, frame)) have++
    const of = rows.length
    return { have, of, bytes: have === of ? solve(rows as Row[]).slice(0, length) : null }
  }
}

/** Whether it says something that the rows before it did not. */
function takeRow(rows: (Row | undefined)[], frame: Frame): boolean {
  const blocks = new Uint8Array(rows.length)
  for (const n of blocksOf(frame.id, frame.blocks, frame.number)) blocks[n] = 1
  const row = { blocks, data: frame.data }
  for (let n = 0; n < rows.length; n++) {
    if (!row.blocks[n]) continue
    const known = rows[n]
    if (!known) {
      rows[n] = row
      return true
    }
    add(row.blocks, known.blocks)
    add(row.data, known.data)
  }
  return false
}

/** From the last block to the first: each row loses those that are known by then. */
function solve(rows: readonly Row[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(rows.length * blockBytes)
  for (let n = rows.length - 1; n >= 0; n--) {
    const data = rows[n]!.data.slice()
    for (let m = n + 1; m < rows.length; m++)
      if (rows[n]!.blocks[m]) add(data, out.subarray(m * blockBytes, (m + 1) * blockBytes))
    out.set(data, n * blockBytes)
  }
  return out
}

interface Frame {
  id: number
  blocks: number
  length: number
  number: number
  data: Uint8Array
}

function readFrame(text: string): Frame | null {
  const bytes = text.startsWith(prefix) ? fromBase45(text.slice(prefix.length)) : null
  if (bytes?.length !== headBytes + blockBytes) return null
  const head = new DataView(bytes.buffer)
  const [id, blocks, length] = [head.getUint32(0), head.getUint16(4), head.getUint32(6)]
  if (blocks === 0 || length > blocks * blockBytes) return null
  return { id, blocks, length, number: head.getUint32(10), data: bytes.subarray(headBytes) }
}

/** RFC 9285: two bytes are three of the characters that a code packs tightest. */
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

export function toBase45(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length
    const value = pair ? bytes[at]! * 256 + bytes[at + 1]! : bytes[at]!
    text += alphabet[value % 45]! + alphabet[Math.floor(value / 45) % 45]!
    if (pair) text += alphabet[Math.floor(value / 2025)]!
  }
  return text
}

/** Null where it is no such text. */
export function fromBase45(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 3 === 1) return null
  const out = new Uint8Array(Math.floor(text.length / 3) * 2 + (text.length % 3 === 2 ? 1 : 0))
  let to = 0
  for (let at = 0; at < text.length; at += 3) {
    const digits = Array.from(text.slice(at, at + 3), (one) => alphabet.indexOf(one))
    if (digits.includes(-1)) return null
    const value = digits[0]! + 45 * digits[1]! + 2025 * (digits[2] ?? 0)
    if (value > (digits.length === 3 ? 0xffff : 0xff)) return null
    if (digits.length === 3) out[to++] = value >> 8
    out[to++] = value & 0xff
  }
  return out
}
