import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { formsOfLayout, getBatch } from '#slices/intake/server/batches.ts'
import { type Received, receiveFile, sheetNameColumn } from '#slices/intake/server/receive.ts'
import { guessSheetNames } from '../model/columns.ts'
import { ensureRegisterSource } from './source.ts'

/** Takes a register file in: stored row by row as received, columns and sheet names guessed. Nothing counts yet. */
export async function receiveRegister(
  context: Context,
  file: { path: string; name: string; community: Id; by: Id | null },
): Promise<Received> {
  const source = await ensureRegisterSource(context, file.community)
  const received = await receiveFile(context, { ...file, source, purpose: 'register' })
  if (received.known) return received
  const { layout, mapping } = await getBatch(context, file.community, received.batch)
  const guessed = [...mapping]
  for (const { start, width, sheets } of formsOfLayout(layout)) {
    const at = start + width - 1
    // What somebody said the last time is not guessed again.
    if (layout.headers[at] !== sheetNameColumn || source.mapping[sheetNameColumn]) continue
    const names = sheets.map((sheet) => layout.sheets[sheet - 1]!.name)
    guessed[at] = guessSheetNames(names, mapping.slice(start, at))
  }
  await context.db`update batches set mapping = ${context.db.json(guessed)}
    where community_id = ${file.community} and id = ${received.batch}`
  return received
}
