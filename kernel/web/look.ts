import { effect, signal } from '@preact/signals'
import { keep, kept } from './kept.ts'

/** How this browser shows things. `auto` follows the system. Mirrored by public/early.js before the first paint. */
export interface Look {
  theme: 'auto' | 'light' | 'dark'
  contrast: 'normal' | 'more'
  size: 'normal' | 'large'
}

export const look = signal<Look>({ theme: 'auto', contrast: 'normal', size: 'normal', ...kept<Partial<Look>>('look') })

export function setLook(change: Partial<Look>): void {
  look.value = { ...look.value, ...change }
  keep('look', look.value)
}

/** Follows the signal on the document's root element. Called once, by main. */
export function applyLook(root: HTMLElement): void {
  effect(() => {
    for (const [name, value] of Object.entries(look.value)) root.dataset[name] = value
  })
}

/** Whether the screen is dark now, whatever decided it. */
export function isDark(): boolean {
  if (look.value.theme !== 'auto') return look.value.theme === 'dark'
  return matchMedia('(prefers-color-scheme: dark)').matches
}
