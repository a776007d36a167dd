import { must } from '#shared/problem.ts'
import { Failure } from '../../failure.ts'
import { t } from '../../i18n.ts'
import { shift } from '../shift.ts'
import { strings } from '../strings.ts'
import { type SealedFile, makePackage } from './package.ts'

/** Saves a package as a file. What is in it stays here, too, until the server has it. */
export function savePackage(file: SealedFile): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(file)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `qianxian-${file.device.slice(-6)}-${file.sealed.length}.json`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** What waits as a file for the office, acts and photos. Returns how many. */
export async function exportWaiting(): Promise<number> {
  const file = await makePackage(must(shift.peek(), 'somebody at work'), {}, true)
  // Acts of a shift that never had the server's key cannot be sealed for it.
  if (file.sealed.length + file.photos.length === 0) throw new Failure('no_key', t(strings, 'export_no_key'))
  savePackage(file)
  return file.sealed.length + file.photos.length
}
