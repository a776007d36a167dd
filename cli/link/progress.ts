import type { Progress } from '#linkage/engine/types.ts'

const steps: Record<Progress['step'], [zh: string, en: string]> = {
  read: ['读取', 'reading'],
  block: ['分块', 'blocking'],
  train: ['训练', 'training'],
  score: ['比较打分', 'comparing'],
  cluster: ['聚类', 'clustering'],
}
const width = 24

/** A bar on standard error where that is a terminal, one line a step where it is not; silent when told so. */
export function openProgress(silent: boolean): { show(progress: Progress): void; end(): void } {
  const terminal = process.stderr.isTTY
  let last = ''
  const show = ({ step, done }: Progress): void => {
    const [zh, en] = steps[step]
    if (!terminal) {
      if (last !== step) process.stderr.write(`${zh} ${en} …\n`)
      last = step
      return
    }
    const full = Math.round(Math.min(1, Math.max(0, done)) * width)
    const line = `${'█'.repeat(full)}${'░'.repeat(width - full)} ${String(Math.round(done * 100)).padStart(3)}%  ${zh} ${en}`
    if (line !== last) process.stderr.write(`\r\u001b[K${line}`)
    last = line
  }
  const end = (): void => void (terminal && last !== '' && process.stderr.write('\r\u001b[K'))
  return silent ? { show: () => {}, end: () => {} } : { show, end }
}
