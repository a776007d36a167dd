import { useState } from 'preact/hooks'
import { words } from '../i18n.ts'
import { chooseCommunity, community, me } from '../session.ts'
import './community-switch.css'
import { Sheet } from './Dialog.tsx'
import { Icon } from './Icon.tsx'
import { SearchField } from './SearchField.tsx'
import { strings } from './strings.ts'

const say = words(strings)

/** From this many on, a search is quicker than looking. */
const MANY = 8

/** The community one works on. With only one there is nothing to switch, and it is plain text. */
export function CommunitySwitch() {
  const [open, setOpen] = useState(false)
  const all = me.value?.communities ?? []
  const name = community.value?.name ?? say('no_community')
  if (all.length < 2)
    return (
      <p class="community">
        <span class="community-name">{name}</span>
      </p>
    )
  return (
    <>
      <button class="community" type="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <span class="unseen">{say('choose_community')}:</span>
        <span class="community-name">{name}</span>
        <Icon name="chevron_down" />
      </button>
      <Sheet open={open} title={say('choose_community')} onClose={() => setOpen(false)}>
        <CommunityList onChosen={() => setOpen(false)} />
      </Sheet>
    </>
  )
}

function CommunityList(props: { onChosen: () => void }) {
  const [sought, setSought] = useState('')
  const all = me.value?.communities ?? []
  const shown = all.filter(({ name, code }) => name.includes(sought) || code.startsWith(sought))
  return (
    <>
      {all.length >= MANY && <SearchField label={say('search')} value={sought} onInput={setSought} />}
      <ul class="community-list">
        {shown.map(({ id, name, code }) => (
          <li key={id}>
            <button
              type="button"
              class="menu-item"
              aria-current={id === community.value?.id}
              onClick={() => {
                chooseCommunity(id)
                props.onChosen()
              }}
            >
              <span>
                {name} <span class="aside">{code}</span>
              </span>
              {id === community.value?.id && <Icon name="check" />}
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
