import { useState } from 'preact/hooks'
import { uuidv7 } from '#shared/ids.ts'
import { asFailure } from '#web/failure.ts'
import { ownActs, record } from '#web/field/outbox.ts'
import { language, words } from '#web/i18n.ts'
import { shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { toast } from '#web/ui/Toasts.tsx'
import { correctResident } from '#slices/people/acts.ts'
import type { FieldPerson } from '#slices/people/field/people.ts'
import { type Deed, recordDeed } from '#slices/policy/acts.ts'
import { rulesOf } from '#slices/policy/field/copy.ts'
import { dueWords } from './due-strings.ts'

const say = words(dueWords)

interface Props {
  community: string
  person: FieldPerson
}

/** Groups as the copy knows them, with what this phone changed. */
function groupsOf({ id, categories }: FieldPerson): readonly string[] {
  const own = ownActs.value.findLast(
    ({ act, held }) =>
      !held && act.kind === correctResident.kind && sameShort(act.subject, id) && act.payload.categories,
  )
  return (own?.act.payload.categories as string[] | undefined) ?? categories
}

/** The copy knows people by the short end of their ids. */
function sameShort(a: unknown, b: string): boolean {
  return typeof a === 'string' && a.slice(-10) === b.slice(-10)
}

/** What this phone recorded as done for somebody, the last first. */
export function deedsOf(resident: string): Deed[] {
  return ownActs.value
    .filter(({ act, held }) => !held && act.kind === recordDeed.kind && sameShort(act.payload.resident, resident))
    .map(({ act }) => act.payload as unknown as Deed)
    .reverse()
}

/** Marked and recorded at the door, without network: who must be tested, and that it was done. */
export function MustTest({ community, person }: Props) {
  const { deeds, groups } = rulesOf(community)
  if (!deeds.length) return null
  return (
    <>
      <DeedCard community={community} person={person} />
      {groups.length > 0 && <GroupsCard community={community} person={person} />}
    </>
  )
}

function DeedCard({ community, person }: Props) {
  const { deeds } = rulesOf(community)
  const [last] = deedsOf(person.id)
  const done = async (deed: string, way: Deed['way']) => {
    const subject = uuidv7(Date.now(), (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>))
    const at = new Date().toISOString()
    try {
      await record(recordDeed, [
        { community, subject, payload: { resident: person.id, deed, at, way, source: 'seen', note: '' } },
      ])
      toast(say('deed_saved'))
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  return (
    <Card title={say('deed_title')}>
      {last && <Banner tone="done">{say('deed_here', { when: shortTime(last.at) })}</Banner>}
      <div class="stack">
        {deeds.map(({ key, name }) => (
          <div key={key} class="field-pair">
            <Button size="l" icon="check" wide onClick={() => void done(key, 'single')}>
              {say('deed_single', { deed: name[language.value] })}
            </Button>
            <Button size="l" icon="people" wide onClick={() => void done(key, 'pool')}>
              {say('deed_pool', { deed: name[language.value] })}
            </Button>
          </div>
        ))}
      </div>
    </Card>
  )
}

function GroupsCard({ community, person }: Props) {
  const known = groupsOf(person)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(known))
  const { groups } = rulesOf(community)
  const changed = chosen.size !== known.length || known.some((group) => !chosen.has(group))
  const save = async () => {
    try {
      await record(correctResident, [{ community, subject: person.id, payload: { categories: [...chosen] } }])
      toast(say('groups_saved'))
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  return (
    <Card title={say('groups_title')} aside={known.length > 0 && known.join('、')}>
      <details open={known.length > 0}>
        <summary>{say('groups_mark')}</summary>
        <GroupChoice groups={groups} chosen={chosen} onChange={setChosen} />
        <Button kind="primary" size="l" wide disabled={!changed} onClick={() => void save()}>
          {say('groups_save')}
        </Button>
      </details>
    </Card>
  )
}

export function GroupChoice(props: {
  groups: readonly string[]
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
}) {
  const { groups, chosen, onChange } = props
  const toggle = (group: string, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(group)
    else next.delete(group)
    onChange(next)
  }
  return (
    <div class="stack">
      {groups.map((group) => (
        <Checkbox key={group} label={group} checked={chosen.has(group)} onChange={(on) => toggle(group, on)} />
      ))}
    </div>
  )
}
