import { useLocation, useRoute } from 'preact-iso'
import type { BuildingCard, ListedPerson } from './api.ts'
import { peopleWords } from './strings.ts'
import { withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community } from '#web/session.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Page } from '#web/ui/Page.tsx'
import { StackPlan } from '#web/ui/StackPlan.tsx'
import type { StateKind } from '#web/ui/State.tsx'

const say = words(peopleWords)

const kinds: Record<string, StateKind> = { occupied: 'done', vacant: 'off', business: 'handed' }

/** `2单元` and `2` alike; in English `Unit 2`. */
function nameOfUnit(unit: string): string {
  const number = /^(\d+)(?:单元)?$/.exec(unit)?.[1]
  return number ? say('unit', { n: number }) : unit
}

/** A building as it stands, and who lives behind the door that was chosen. */
export default function Building() {
  const { params } = useRoute()
  const { query } = useLocation()
  const base = community.value ? `/v1/communities/${community.value.id}` : null
  const read = useResource<BuildingCard>(base && `${base}/buildings/${params.building}`)
  const behind = useResource<{ people: ListedPerson[] }>(
    base && query.door ? withQuery(`${base}/residents`, { door: query.door, limit: 50 }) : null,
  )
  if (read.error && !read.data) return <Banner tone="problem">{read.error.words}</Banner>
  if (!read.data) return null
  const { id, name, rooms, doors, people } = read.data
  const chosen = rooms.find((room) => room.id === query.door)
  return (
    <Page title={name} lead={say('doors_people', { doors, people })} back={{ href: '/residents', label: say('back') }}>
      {chosen && (
        <Card title={`${say('people_behind')} · ${chosen.unit ? `${chosen.unit}-` : ''}${chosen.room}`}>
          {behind.data?.people.length === 0 && <p>{say('nobody_else')}</p>}
          <ul>
            {behind.data?.people.map((person) => (
              <li key={person.id}>
                <a href={`/residents/${person.id}`}>{person.name}</a> {person.birth}
              </li>
            ))}
          </ul>
        </Card>
      )}
      <StackPlan
        title={say('building')}
        stateWords={{ done: say('state_occupied'), off: say('state_vacant'), handed: say('state_business') }}
        units={[...new Set(rooms.map((room) => room.unit))].map((unit) => ({
          name: unit ? nameOfUnit(unit) : say('no_unit'),
          doors: rooms
            .filter((room) => room.unit === unit)
            .map((room) => ({
              id: room.id,
              floor: room.floor ?? 0,
              room: room.room,
              state: kinds[room.state] ?? 'open',
              people: room.people,
              href: `/buildings/${id}?door=${room.id}`,
            })),
        }))}
      />
    </Page>
  )
}
