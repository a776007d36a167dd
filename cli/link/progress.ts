import type { Progress } from '#linkage/engine/types.ts'

type Words = [zh: string, en: string]

/** What comes after each step that is done. */
const next: Record<string, Words> = {
  start: ['读取', 'reading'],
  read: ['分块', 'blocking'],
  keys: ['分块', 'blocking'],
  block: ['比较', 'comparing'],
  compare: ['训练', 'training'],
  train: ['打分', 'scoring'],
  score: ['成组', 'clustering'],
  cluster: ['写出', 'writing'],
}
const width = 24

/** A bar on standard error where that is a terminal, one line a step where it is not; silent when told so. */
export function openProgress(silent: boolean): { show(progress: Progress): void; end(): void } {
  const terminal = process.stderr.isTTY
  let last = ''
  const show = ({ step, done }: Progress): void => {
    const words = next[step]?.join(' ')
    if (words === undefined) return
    const full = Math.round(Math.min(1, Math.max(0, done)) * width)
    const share = `${Math.round(done * 100)}%`.padStart(4)
    const line = terminal ? `${'█'.repeat(full)}${'░'.repeat(width - full)} ${share}  ${words}` : `${words} …`
    if (line !== last) process.stderr.write(terminal ? `\r\u001b[K${line}` : `${line}\n`)
    last = line
  }
  const end = (): void => void (terminal && last !== '' && process.stderr.write('\r\u001b[K'))
  return silent ? { show: () => {}, end: () => {} } : { show, end }
}
