import type { Readable } from 'node:stream'
import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { Problem } from '#shared/problem.ts'
import { fileProblem } from './problems.ts'

export interface XmlHandlers {
  /** `name` without its namespace prefix. */
  open(name: string, attributes: Record<string, string>): void
  text?(text: string): void
  close?(name: string): void
}

/** A streaming XML parser that refuses document types (entity bombs) and turns every fault into one Problem. */
export function xmlParser(on: XmlHandlers): { write(text: string): void; end(): void } {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false })
  parser.on('error', () => {
    throw new Problem(fileProblem.file_broken)
  })
  parser.on('doctype', () => {
    throw new Problem(fileProblem.file_broken)
  })
  parser.on('opentag', (tag: SaxesTagPlain) => on.open(localName(tag.name), tag.attributes))
  parser.on('closetag', (tag: SaxesTagPlain) => on.close?.(localName(tag.name)))
  if (on.text) {
    parser.on('text', on.text)
    parser.on('cdata', on.text)
  }
  return { write: (text) => void parser.write(text), end: () => void parser.close() }
}

export function parseXml(text: string, on: XmlHandlers): void {
  const parser = xmlParser(on)
  parser.write(text)
  parser.end()
}

/** Feeds a whole stream through; used for parts whose events need not be waited for. */
export async function parseXmlStream(stream: Readable, on: XmlHandlers): Promise<void> {
  const parser = xmlParser(on)
  for await (const text of decoded(stream)) parser.write(text)
  parser.end()
}

/** UTF-8 text of a stream of bytes; UTF-16 where a byte order mark says so. */
export async function* decoded(stream: Readable): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    decoder ??= new TextDecoder(chunk[0] === 0xff ? 'utf-16le' : chunk[0] === 0xfe ? 'utf-16be' : 'utf-8')
    yield decoder.decode(chunk, { stream: true })
  }
  if (decoder) yield decoder.decode()
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}
