/** How much of a file is looked at before it is refused. A community's list is a few megabytes at most. */
export interface FileLimits {
  /** The file as sent, in bytes. */
  bytes: number
  /** All parts of a workbook together, unpacked, in bytes. */
  unpackedBytes: number
  /** Unpacked to packed, judged only from `ratioFrom` bytes on: small parts of a true workbook pack very well. */
  ratio: number
  ratioFrom: number
  zipEntries: number
  rows: number
  columns: number
  /** Characters in one line (record) of a text file. */
  lineChars: number
  /** Memory for the reader of old binary workbooks, which cannot be streamed, in MB. */
  xlsMemoryMb: number
}

const MB = 1024 * 1024

export const defaultLimits: FileLimits = {
  bytes: 200 * MB,
  unpackedBytes: 1024 * MB,
  ratio: 150,
  ratioFrom: 20 * MB,
  zipEntries: 2000,
  rows: 1_048_576,
  columns: 256,
  lineChars: 200_000,
  xlsMemoryMb: 512,
}

/** Bytes as a person reads them. */
export function sizeText(bytes: number): string {
  if (bytes < MB) return `${Math.ceil(bytes / 1024)} KB`
  return `${Math.ceil(bytes / MB)} MB`
}
