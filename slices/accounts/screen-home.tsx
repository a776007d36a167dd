import { roles } from '#shared/roles.ts'
import { useLocation } from 'preact-iso'
import { useEffect } from 'preact/hooks'
import { words } from '#web/i18n.ts'
import { type Home, allScreens, navigation } from '#web/screen.ts'
import { me } from '#web/session.ts'
import { shortTime } from '#web/times.ts'
import { Facts } from '#web/ui/Facts.tsx'
import { Icon } from '#web/ui/Icon.tsx'
import type { IconName } from '#web/ui/icons.ts'
import { Page } from '#web/ui/Page.tsx'
import './doorstep.css'
import { strings } from './strings.ts'

const say = words(strings)

type Worked = Exclude<Home, 'public'>
const icons: Record<Worked, IconName> = { field: 'task', office: 'inbox', command: 'report' }

/** Where one begins: the only home one has, or the choice between several. */
export default function HomeScreen() {
  const { route } = useLocation()
  const open = navigation(allScreens.value, me.value?.permissions ?? null)
  const homes = (['field', 'office', 'command'] as const).flatMap((home) => {
    const first = open.find((screen) => screen.home === home)
    return first ? [{ home, href: first.path }] : []
  })
  const only = homes.length === 1 ? homes[0]!.href : null
  useEffect(() => {
    if (only) route(only, true)
  }, [only, route])
  if (only) return null
  return (
    <Page
      title={say('hello', { name: me.value?.account.name ?? '' })}
      lead={homes.length > 0 ? say('home_lead') : say('no_screens_hint')}
    >
      <div class="home-ways">
        {homes.map(({ home, href }) => (
          <a key={home} class="home-way" href={href}>
            <Icon name={icons[home]} size="l" />
            <h2>{say(home)}</h2>
            <span>{say(`${home}_hint`)}</span>
          </a>
        ))}
      </div>
      <section class="stack" aria-labelledby="your-roles">
        <h2 id="your-roles">{say('your_roles')}</h2>
        <Facts
          facts={(me.value?.roles ?? []).map(({ role, area, until }) => ({
            label: area.name,
            value: `${roleWord(role)}${until ? ` · ${say('until', { time: shortTime(until) })}` : ''}`,
          }))}
        />
      </section>
    </Page>
  )
}

/** A role of a newer server than this app shows its own code. */
function roleWord(role: string): string {
  const known = roles.find((name) => name === role)
  return known ? say(`role_${known}`) : role
}
