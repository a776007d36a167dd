import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterAll } from 'vitest'
import { ZipFile } from 'yazl'

/** A folder for the files that a test makes, gone when its tests are done. */
export function madeFiles() {
  let folder: Promise<string> | undefined
  let count = 0
  afterAll(async () => {
    if (folder) await rm(await folder, { recursive: true, force: true })
  })
  async function path(ending: string): Promise<string> {
    folder ??= mkdtemp(join(tmpdir(), 'qianxian-files-'))
    return join(await folder, `${++count}.${ending}`)
  }
  return {
    path,
    async file(ending: string, content: string | Uint8Array): Promise<string> {
      const made = await path(ending)
      await writeFile(made, content)
      return made
    },
    /** A zip file of those parts, whatever they mean. */
    async zip(ending: string, parts: Record<string, string | Buffer>): Promise<string> {
      const made = await path(ending)
      const zip = new ZipFile()
      for (const [name, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), name)
      zip.end()
      await pipeline(zip.outputStream, createWriteStream(made))
      return made
    },
  }
}

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** The least parts of a workbook with one sheet; `more` adds or replaces parts. */
export function workbookParts(sheetXml: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': relations([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `<workbook xmlns:r="${office}"><sheets><sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
      ['rId2', 'styles', 'styles.xml'],
      ['rId3', 'sharedStrings', '/xl/sharedStrings.xml'],
    ]),
    'xl/worksheets/sheet1.xml': sheetXml,
    ...more,
  }
}

export function relations(list: [id: string, type: string, target: string][]): string {
  const each = list.map(
    ([id, type, target]) => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`,
  )
  return `<Relationships>${each.join('')}</Relationships>`
}
