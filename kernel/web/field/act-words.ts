import type { Act } from '#shared/act.ts'

/** An act as a line of a list: what was done, and about whom. */
export interface ActWords {
  title: string
  about: string
}

type Teller = (act: Act) => ActWords | undefined

const tellers: Teller[] = []

/** A slice says in words what its acts are. */
export function tellActs(teller: Teller): void {
  tellers.push(teller)
}

export function wordsOfAct(act: Act): ActWords {
  for (const teller of tellers) {
    const told = teller(act)
    if (told) return told
  }
  return { title: act.kind, about: '' }
}
