import { must } from '#shared/problem.ts'
import { shift } from '../shift.ts'
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
  savePackage(file)
  return file.sealed.length + file.photos.length
}
