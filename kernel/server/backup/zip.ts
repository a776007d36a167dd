import type { Readable } from 'node:stream'
import { type Entry, open } from 'yauzl'

export type { Entry }

/** A ZIP file whose entries can be read in any order. */
export interface ZipFile {
  entries: () => AsyncGenerator<Entry>
  open: (entry: Entry) => Promise<Readable>
  close: () => void
}

/** yauzl with promises. */
export function openZip(file: string): Promise<ZipFile> {
  return new Promise((done, fail) => {
    open(file, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error) return fail(error)
      done({
        entries: async function* () {
          for (let n = 0; n < zip.entryCount; n++) {
            yield await new Promise<Entry>((got, broken) => {
              zip.removeAllListeners('error')
              zip.once('entry', got)
              zip.once('error', broken)
              zip.readEntry()
            })
          }
        },
        open: (entry) =>
          new Promise((got, broken) =>
            zip.openReadStream(entry, (wrong, stream) => (wrong ? broken(wrong) : got(stream))),
          ),
        close: () => zip.close(),
      })
    })
  })
}
