import type { Readable } from 'node:stream'
import { type Entry, type ZipFile, openPromise } from 'yauzl'
import { Problem } from '#shared/problem.ts'
import { type FileLimits } from './limits.ts'
import { fileProblem } from './problems.ts'

/** The parts of a zip file, found by name whatever its case. Nothing is unpacked until a part is asked for. */
export interface Zip {
  names: string[]
  find(name: string): Entry | undefined
  stream(entry: Entry): Promise<Readable>
  /** A small part, whole, as text. Undefined if there is none of that name. */
  text(name: string): Promise<string | undefined>
  close(): void
}

/** Parts read whole into memory (relations, styles, the list of sheets) are never larger in an honest workbook. */
const smallPart = 16 * 1024 * 1024

/** Opens and judges a zip file by its directory alone; yauzl then holds every part to the size declared there. */
export async function openZip(path: string, limits: FileLimits): Promise<Zip> {
  let zip: ZipFile
  try {
    zip = await openPromise(path, { autoClose: false })
  } catch {
    throw new Problem(fileProblem.file_broken)
  }
  try {
    return zipOver(zip, await judgedEntries(zip, limits))
  } catch (error) {
    zip.close()
    throw error instanceof Problem ? error : new Problem(fileProblem.file_broken)
  }
}

async function judgedEntries(zip: ZipFile, limits: FileLimits): Promise<Map<string, Entry>> {
  if (zip.entryCount > limits.zipEntries) throw new Problem(fileProblem.file_unpacks_too_large)
  const entries = new Map<string, Entry>()
  let unpacked = 0
  for await (const entry of zip.eachEntry()) {
    if (entry.isEncrypted()) throw new Problem(fileProblem.file_encrypted)
    unpacked += entry.uncompressedSize
    const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize)
    const suspect = entry.uncompressedSize > limits.ratioFrom && ratio > limits.ratio
    if (suspect || unpacked > limits.unpackedBytes) throw new Problem(fileProblem.file_unpacks_too_large)
    entries.set(entry.fileName.toLowerCase(), entry)
  }
  return entries
}

function zipOver(zip: ZipFile, entries: Map<string, Entry>): Zip {
  const find = (name: string) => entries.get(name.toLowerCase())
  const stream = (entry: Entry) => zip.openReadStreamPromise(entry)
  return {
    names: [...entries.keys()],
    find,
    stream,
    close: () => zip.close(),
    async text(name) {
      const entry = find(name)
      if (!entry) return undefined
      if (entry.uncompressedSize > smallPart) throw new Problem(fileProblem.file_unpacks_too_large)
      const chunks: Buffer[] = []
      for await (const chunk of await stream(entry)) chunks.push(chunk as Buffer)
      return Buffer.concat(chunks).toString('utf8')
    },
  }
}
