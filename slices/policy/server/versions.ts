import type { Id } from '#shared/ids.ts'
import { Problem, defineProblems } from '#shared/problem.ts'
import { type Context, inTx } from '#server/context.ts'
import { RuleDocument } from '../model/document.ts'
import { faultsOf } from '../model/rules.ts'
import { markStale } from './projection.ts'

export const policyProblem = defineProblems({
  policy_not_found: [404, '没有这项规则或这一版。', 'There is no such rule or version.'],
  policy_name_taken: [
    409,
    '本辖区已有同名规则，请换一个名称。',
    'This area has a rule of that name already. Choose another.',
  ],
  policy_document_wrong: [
    422,
    '规则内容有误：{where} {why}。请改正后再保存。',
    'The rule is not right: {where} {why}. Please correct it and save again.',
  ],
  policy_two_persons: [
    403,
    '起草人不能发布自己起草的版本，请另一位有发布权限的同事审核发布。',
    'Whoever drafted a version cannot publish it. Ask a colleague who may publish.',
  ],
  policy_not_draft: [
    409,
    '这一版已经发布，不能再改。请另起一版。',
    'This version is published and cannot change. Draft a new one.',
  ],
  policy_from_past: [422, '生效时间不能早于现在。', 'It cannot come into force in the past.'],
  policy_not_tried: [
    409,
    '发布前请先按这一生效时间试算，看看会影响哪些人。',
    'Try it out against the register first, for this very time: see whom it would touch.',
  ],
  measure_none: [
    422,
    '没有可用的规则或措施种类，请先发布规则。',
    'There is no rule in force with such a measure. Publish one first.',
  ],
})

export interface Version {
  id: Id
  policy_id: Id
  area_id: Id
  name: string
  number: number
  document: RuleDocument
  status: 'draft' | 'published' | 'revoked'
  note: string
  effective_from: Date | null
  effective_until: Date | null
  drafted_by: Id
  drafted_at: Date
  published_by: Id | null
  published_at: Date | null
  applied_at: Date | null
}

/** Reads a document as typed or sent; throws a Problem that names the place and what is wrong there. */
export function readDocument(value: unknown): RuleDocument {
  const read = RuleDocument.safeParse(value)
  if (!read.success) {
    const issue = read.error.issues[0]!
    throw new Problem(
      policyProblem.policy_document_wrong,
      { where: issue.path.join('.'), why: issue.message },
      { details: read.error.issues.slice(0, 20).map(({ path, message }) => ({ path: path.join('.'), message })) },
    )
  }
  const [fault] = faultsOf(read.data)
  if (fault) throw new Problem(policyProblem.policy_document_wrong, { ...fault })
  return read.data
}

const columns = (db: Context['db']) => db`
  v.id, v.policy_id, p.area_id, p.name, v.number, v.document, v.status, v.note, v.effective_from, v.effective_until,
  v.drafted_by, v.drafted_at, v.published_by, v.published_at, v.applied_at`

export async function getVersion({ db }: Pick<Context, 'db'>, id: Id): Promise<Version> {
  const [version] = await db<Version[]>`
    select ${columns(db)} from policy_versions v join policies p on p.id = v.policy_id where v.id = ${id}`
  if (!version) throw new Problem(policyProblem.policy_not_found)
  return version
}

/**
 * The versions in force at an instant in an area or above it: of each rule the one that came into force last, unless
 * it has run out by then.
 */
export async function listInForce({ db }: Pick<Context, 'db'>, area: Id, at: number): Promise<Version[]> {
  const rows = await db<Version[]>`
    select distinct on (v.policy_id) ${columns(db)}
    from policy_versions v join policies p on p.id = v.policy_id
    where p.area_id = any((select lineage from areas where id = ${area})::uuid[]) and v.status = 'published'
      and v.effective_from <= ${new Date(at)}
    order by v.policy_id, v.effective_from desc, v.number desc`
  return rows.filter(({ effective_until }) => !effective_until || effective_until.getTime() > at)
}

export async function createPolicy(
  outer: Context,
  { area, name, document, by }: { area: Id; name: string; document: unknown; by: Id },
): Promise<{ policy: Id; version: Id }> {
  const read = readDocument(document)
  return inTx(outer, async ({ db, newId, clock }) => {
    const [policy, version] = [newId(), newId()]
    await db`insert into policies (id, area_id, name) values (${policy}, ${area}, ${name})`
    await db`insert into policy_versions (id, policy_id, number, document, status, drafted_by, drafted_at)
      values (${version}, ${policy}, 1, ${db.json(read as never)}, 'draft', ${by}, ${new Date(clock())})`
    return { policy, version }
  })
}

/** The one draft of a rule, changed; or a new one, begun from what is published. Whoever saves last is its drafter. */
export async function saveDraft(
  outer: Context,
  policy: Id,
  { document, note, by }: { document: unknown; note: string; by: Id },
): Promise<Id> {
  const read = readDocument(document)
  return inTx(outer, async ({ db, newId, clock }) => {
    const [known] = await db`select 1 from policies where id = ${policy} for update`
    if (!known) throw new Problem(policyProblem.policy_not_found)
    const now = new Date(clock())
    const [draft] = await db<{ id: Id }[]>`
      update policy_versions set document = ${db.json(read as never)}, note = ${note}, drafted_by = ${by}, drafted_at = ${now}
      where policy_id = ${policy} and status = 'draft' returning id`
    if (draft) {
      // What was tried out is no longer what would be published.
      await db`delete from policy_dry_run_rows where run_id in (select id from policy_dry_runs where version_id = ${draft.id})`
      await db`delete from policy_dry_runs where version_id = ${draft.id}`
      return draft.id
    }
    const id = newId()
    await db`insert into policy_versions (id, policy_id, number, document, status, note, drafted_by, drafted_at)
      select ${id}, ${policy}, coalesce(max(number), 0) + 1, ${db.json(read as never)}, 'draft', ${note}, ${by}, ${now}
      from policy_versions where policy_id = ${policy}`
    return id
  })
}

/** Two persons: who drafted it, and another who has seen whom it touches. From its time on it holds. */
export async function publishVersion(
  outer: Context,
  id: Id,
  { from, until, by }: { from: number; until: number | null; by: Id },
): Promise<void> {
  await inTx(outer, async (context) => {
    const { db, clock } = context
    const version = await getVersion(context, id)
    if (version.status !== 'draft') throw new Problem(policyProblem.policy_not_draft)
    if (version.drafted_by === by) throw new Problem(policyProblem.policy_two_persons)
    // A minute for whoever chooses "now" and reads the question once more.
    if (from < clock() - 60_000) throw new Problem(policyProblem.policy_from_past)
    const [tried] = await db`select 1 from policy_dry_runs
      where version_id = ${id} and status = 'done' and effective_from = ${new Date(from)}`
    if (!tried) throw new Problem(policyProblem.policy_not_tried)
    await db`update policy_versions set status = 'published', effective_from = ${new Date(from)},
      effective_until = ${until && new Date(until)}, published_by = ${by}, published_at = ${new Date(clock())}
      where id = ${id}`
  })
}

/** The communities in which a rule of this area holds. */
export async function communitiesBelow({ db }: Pick<Context, 'db'>, area: Id): Promise<Id[]> {
  const rows = await db<{ id: Id }[]>`
    select id from areas where kind = 'community' and lineage @> array[${area}]::uuid[] order by code`
  return rows.map(({ id }) => id)
}

export async function markBelow(context: Pick<Context, 'db'>, area: Id): Promise<void> {
  for (const community of await communitiesBelow(context, area)) await markStale(context.db, community)
}
