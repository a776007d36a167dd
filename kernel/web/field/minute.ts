import { signal } from '@preact/signals'

/** The time, ms, each half minute anew: what is drawn with it stays true without anybody pressing anything. */
export const minute = signal(Date.now())

export function followMinute(each: () => void): void {
  setInterval(() => {
    minute.value = Date.now()
    each()
  }, 30_000)
}
