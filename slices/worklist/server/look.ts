import { explain, guessDocument, readPhone } from '#linkage'
import type { Id } from '#shared/ids.ts'
import type { Language } from '#shared/i18n.ts'
import { must } from '#shared/problem.ts'
import type { Context } from '#server/context.ts'
import { openRegister } from '#slices/intake/server/open-register.ts'
import { evidenceOf } from '#slices/people/server/evidence.ts'
import { findPersons } from '#slices/people/server/persons.ts'
import { loadMasked } from '#slices/people/server/show.ts'
import { findShownTasks } from './projection.ts'

export interface Typed {
  name: string
  document: string
  phone: string
  address: string
}

/** Reads what a worker typed as a list's row would be read. */
export function readTyped({ name, document, phone, address }: Typed) {
  const paper = guessDocument(document)
  const read = readPhone(phone)
  return {
    name: name.trim(),
    document: document.trim() ? { type: paper.type, number: paper.number } : null,
    phones: phone.trim() ? [read.e164 ?? read.national] : [],
    address: address.trim() || null,
  }
}

/** Who in the register could be the person described, the likeliest first, with reasons and their open task. */
export async function lookUp(context: Context, community: Id, typed: Typed, language: Language) {
  const person = readTyped(typed)
  const asked = evidenceOf('asked', { ...person, sex: null, birth: null })
  const register = await openRegister(context, community, 1)
  await register.prepare([asked])
  const found = register.linker.probe(asked)
  const candidates = [...(found.to ? [{ to: found.to, reasons: found.reasons }] : []), ...found.rivals]
  const personOf = await findPersons(
    context,
    community,
    candidates.map(({ to }) => to),
  )
  // Of somebody with several entries the likeliest speaks for the person.
  const ids = [...new Set(candidates.flatMap(({ to }) => personOf.get(to) ?? []))]
  const [people, tasks] = await Promise.all([
    loadMasked(context, community, ids),
    findShownTasks(context, community, ids),
  ])
  return {
    person,
    people: ids.flatMap((id) => {
      const known = people.get(id)
      const { reasons } = must(
        candidates.find(({ to }) => personOf.get(to) === id),
        'why this person',
      )
      return known ? [{ ...known, reasons: explain(reasons, language), task: tasks.get(id) ?? null }] : []
    }),
  }
}
