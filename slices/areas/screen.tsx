import { useState } from 'preact/hooks'
import './areas.css'
import { AddDialog, PasteDialog, RenameDialog } from './dialogs.tsx'
import { type AreaKind, areaKinds, childKind } from './model.ts'
import { areaWords } from './strings.ts'
import { type TreeArea, type TreeLine, linesOfTree } from './tree.ts'
import { asFailure } from '#web/failure.ts'
import { del } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community, loadSession } from '#web/session.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Menu } from '#web/ui/Menu.tsx'
import { Page } from '#web/ui/Page.tsx'
import { SearchField } from '#web/ui/SearchField.tsx'
import { Table } from '#web/ui/Table.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(areaWords)

type Asked = { what: 'add' | 'rename'; area: TreeArea } | { what: 'paste' } | null

/** The area tree: found, opened level by level, added to, renamed; or many at once from a spreadsheet. */
export default function Areas() {
  const read = useResource<{ areas: TreeArea[] }>('/v1/areas')
  const [search, setSearch] = useState('')
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const [asked, setAsked] = useState<Asked>(null)
  const areas = read.data?.areas ?? []
  const lines = linesOfTree(areas, opened(areas, toggled), search)
  const toggle = (id: string) => setToggled(new Set(toggled.has(id) ? without(toggled, id) : [...toggled, id]))
  const done = async (said: string) => {
    setAsked(null)
    toast(said)
    // Names stand in the session too: which communities there are, and what one's own is called.
    await Promise.all([read.reload(), loadSession()])
  }
  const remove = async (area: TreeArea) => {
    try {
      await del(`/v1/areas/${area.id}`)
      await done(say('removed', { name: area.name }))
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      actions={
        <>
          <Button href="/grids">{say('to_grids')}</Button>
          <Button onClick={() => setAsked({ what: 'paste' })}>{say('paste')}</Button>
        </>
      }
    >
      <div class="toolbar">
        <SearchField label={say('search')} value={search} onInput={setSearch} />
      </div>
      {read.error && <Banner tone="problem">{read.error.words}</Banner>}
      <Table<TreeLine>
        caption={say('title')}
        rows={lines}
        rowKey={({ area }) => area.id}
        loading={read.loading}
        empty={
          <EmptyState icon="search" title={say('nothing_found')}>
            {say('nothing_found_hint')}
          </EmptyState>
        }
        columns={[
          {
            key: 'name',
            label: say('name'),
            phone: 'title',
            cell: (line) => (
              <Name
                line={line}
                open={opened(areas, toggled).has(line.area.id)}
                onToggle={search ? undefined : () => toggle(line.area.id)}
              />
            ),
          },
          { key: 'kind', label: say('kind'), phone: 'aside', cell: ({ area }) => kindWord(area.kind) },
          { key: 'code', label: say('code'), phone: 'line', cell: ({ area }) => <code>{area.code}</code> },
          {
            key: 'do',
            label: say('doings'),
            phone: 'line',
            narrow: true,
            cell: ({ area }) => <Doings area={area} onAsk={setAsked} onRemove={() => void remove(area)} />,
          },
        ]}
      />
      {asked?.what === 'add' && <AddDialog parent={asked.area} onClose={() => setAsked(null)} onDone={done} />}
      {asked?.what === 'rename' && <RenameDialog area={asked.area} onClose={() => setAsked(null)} onDone={done} />}
      {asked?.what === 'paste' && <PasteDialog onClose={() => setAsked(null)} onChanged={read.reload} />}
    </Page>
  )
}

/** The way to one's own community is open from the start; a line that was pressed is the other way round. */
function opened(areas: readonly TreeArea[], toggled: ReadonlySet<string>): Set<string> {
  const open = new Set<string>()
  const byId = new Map(areas.map((area) => [area.id, area]))
  for (let at = byId.get(community.value?.id ?? ''); at; at = byId.get(at.parent ?? '')) open.add(at.id)
  if (!open.size) for (const { id, parent } of areas) if (parent === null) open.add(id)
  for (const id of toggled) if (!open.delete(id)) open.add(id)
  return open
}

function without(all: ReadonlySet<string>, id: string): string[] {
  return [...all].filter((other) => other !== id)
}

function Name({ line, open, onToggle }: { line: TreeLine; open: boolean; onToggle?: (() => void) | undefined }) {
  const { area, depth, below } = line
  return (
    <span class="tree-name" style={`--depth: ${depth}`}>
      {below > 0 && onToggle ? (
        <IconButton
          icon={open ? 'chevron_down' : 'chevron_right'}
          label={say(open ? 'collapse' : 'expand', { name: area.name })}
          onClick={onToggle}
        />
      ) : (
        <span class="tree-leaf" aria-hidden="true" />
      )}
      <span>{area.name}</span>
    </span>
  )
}

function Doings(props: { area: TreeArea; onAsk: (asked: Asked) => void; onRemove: () => void }) {
  const { area, onAsk } = props
  const child = isKind(area.kind) ? childKind(area.kind) : null
  return (
    <Menu
      label={say('do_to', { name: area.name })}
      items={[
        ...(child
          ? [
              {
                key: 'add',
                label: say('add_below', { kind: kindWord(child) }),
                icon: 'add' as const,
                onChoose: () => onAsk({ what: 'add', area }),
              },
            ]
          : []),
        { key: 'rename', label: say('rename'), icon: 'edit' as const, onChoose: () => onAsk({ what: 'rename', area }) },
        { key: 'remove', danger: true, label: say('remove'), icon: 'close' as const, onChoose: props.onRemove },
      ]}
    />
  )
}

function isKind(kind: string): kind is AreaKind {
  return areaKinds.some((known) => known === kind)
}

/** A level of a newer server than this app shows its own code. */
function kindWord(kind: string): string {
  return isKind(kind) ? say(`kind_${kind}`) : kind
}
