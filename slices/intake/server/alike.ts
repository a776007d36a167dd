import type { Candidate, Link } from '#linkage'
import type { Language } from '#shared/i18n.ts'
import type { Id } from '#shared/ids.ts'
import { Problem, problem } from '#shared/problem.ts'
import type { Context } from '#server/context.ts'
import { evidenceOf, loadDoorAddresses } from '#slices/people/server/evidence.ts'
import { findPersons, loadPersons } from '#slices/people/server/persons.ts'
import { loadMasked } from '#slices/people/server/show.ts'
import { loadLearned, loadPersonOf } from './decisions.ts'
import { openRegister } from './open-register.ts'
import { loadHouseholds, presentEvidence } from './review-queue.ts'

/**
 * Who in the register could be the same person as this one, the likeliest first; or, with `other`, that one alone,
 * however little speaks for it. Masked, each with the evidence and the household.
 */
export async function listAlike(
  context: Context,
  community: Id,
  { resident, other }: { resident: Id; other?: Id | undefined },
  language: Language,
) {
  const asked = (await findPersons(context, community, [resident])).get(resident)
  if (!asked) throw new Problem(problem.not_found)
  const [learned, { personOf, entriesOf }, found] = await Promise.all([
    loadLearned(context, community),
    loadPersonOf(context, community),
    probeFor(context, community, asked, other),
  ])
  const candidates = candidatesOf(found).filter(({ to }) => personOf(to) !== asked)
  const wanted = other === undefined ? [...new Set(candidates.map(({ to }) => personOf(to)))] : [personOf(other)]
  const [people, households, apart] = await Promise.all([
    loadMasked(context, community, [asked, ...wanted]),
    loadHouseholds(context, community, [asked, ...wanted]),
    listToldApart(context, community, entriesOf(asked)),
  ])
  const person = people.get(asked)!
  const placed = await listPlaced(context, community, [asked, ...wanted])
  return {
    person: { ...present(person), household: households.get(asked) ?? [], placed: placed.has(asked) },
    people: wanted.flatMap((id) => {
      const known = people.get(id)
      const candidate = candidates.find(({ to }) => personOf(to) === id)
      if (!known || id === asked) return []
      const evidence = candidate && presentEvidence(candidate, learned, language)
      const toldApart = entriesOf(id).some((entry) => apart.has(entry))
      const about = { household: households.get(id) ?? [], placed: placed.has(id) }
      return [{ ...present(known), ...about, evidence: evidence ?? null, toldApart }]
    }),
  }
}

type Shown = Awaited<ReturnType<typeof loadMasked>> extends Map<Id, infer Person> ? Person : never

function present({ id, name, sex, birth, document, phones, place, categories }: Shown) {
  return { resident: id, name, sex, birth, document: document?.masked ?? null, phones, place, categories }
}

async function probeFor(context: Context, community: Id, person: Id, other: Id | undefined): Promise<Link> {
  const known = (await loadPersons(context, community, [person])).get(person)!
  const address =
    known.address ?? (known.door && (await loadDoorAddresses(context, community, [known.door])).get(known.door)) ?? null
  const asked = evidenceOf(person, { ...known, address })
  const register = await openRegister(context, community, 1)
  await register.prepare([asked])
  if (other) await register.bring([other])
  return register.linker.probe(asked)
}

function candidatesOf({ to, weight, reasons, guard, rivals }: Link): Candidate[] {
  if (to === null) return rivals
  return [guard === undefined ? { to, weight, reasons } : { to, weight, reasons, guard }, ...rivals]
}

/** Those who have a door. */
async function listPlaced({ db }: Context, community: Id, persons: Id[]): Promise<Set<Id>> {
  const rows = await db<{ id: Id }[]>`
    select id from residents where community_id = ${community} and id = any(${persons}) and door_id is not null`
  return new Set(rows.map((row) => row.id))
}

/** Those whom somebody has taken out of this person again: a hint to whoever thinks of merging them anew. */
async function listToldApart({ db }: Context, community: Id, entries: Id[]): Promise<Set<Id>> {
  const rows = await db<{ subject_id: Id; other: Id }[]>`
    select subject_id, (payload->>'from')::uuid as other from acts
    where community_id = ${community} and kind = 'resident.unmerge' and held is null
      and (subject_id = any(${entries}) or (payload->>'from')::uuid = any(${entries}))`
  return new Set(rows.flatMap((row) => [row.subject_id, row.other]).filter((id) => !entries.includes(id)))
}
