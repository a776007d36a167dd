import { signal } from '@preact/signals'

/** How the browser keeps our things. */
export interface Keeping {
  /** Whether it promised not to throw them away by itself; null where it cannot say. */
  persisted: boolean | null
  /** Bytes taken and bytes left, where it tells. */
  used: number | null
  left: number | null
}

export const keeping = signal<Keeping>({ persisted: null, used: null, left: null })

/** Less than this and a shift's work might not fit any more. */
export const shortOfSpace = 50 * 1024 * 1024

/** Asks for a promise (which a browser gives to installed apps) and looks how much room there is. */
export async function askToKeep(): Promise<void> {
  const storage = navigator.storage as StorageManager | undefined
  const persisted = (await storage?.persist?.().catch(() => null)) ?? null
  keeping.value = { ...keeping.peek(), persisted }
  await lookAtSpace()
}

export async function lookAtSpace(): Promise<void> {
  const told = await navigator.storage?.estimate?.().catch(() => undefined)
  const { usage: used = null, quota = null } = told ?? {}
  keeping.value = { ...keeping.peek(), used, left: quota === null || used === null ? null : quota - used }
}

/** Whether the device has a line. `navigator.onLine` errs only in one direction: false is always true. */
export const online = signal(typeof navigator === 'undefined' || navigator.onLine)

function lookAtLine(): void {
  online.value = navigator.onLine
}

export function followDevice(): void {
  addEventListener('online', lookAtLine)
  addEventListener('offline', lookAtLine)
  setInterval(() => void lookAtSpace(), 300_000)
}
