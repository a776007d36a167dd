import { useState } from 'preact/hooks'
import type { ListedSource } from './api.ts'
import type { DeadlineRule } from './model.ts'
import { SourceDialog } from './SourceDialog.tsx'
import { sourceWords } from './source-strings.ts'
import { del, post } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community } from '#web/session.ts'
import { count, shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Menu } from '#web/ui/Menu.tsx'
import { Page } from '#web/ui/Page.tsx'
import { Table } from '#web/ui/Table.tsx'
import { Tag } from '#web/ui/Tag.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(sourceWords)

/** Who sends lists: deadline, urgency and answer of each. */
export default function Sources() {
  const here = community.value?.id
  const path = here ? `/v1/communities/${here}/sources` : null
  const read = useResource<{ sources: ListedSource[] }>(path)
  const [editing, setEditing] = useState<ListedSource | 'new' | null>(null)
  if (!here || !path) return null
  const retire = async ({ id, name }: ListedSource) => {
    await del(`${path}/${id}`)
    await read.reload()
    const undo = async () => {
      await post(`${path}/${id}/restore`)
      await read.reload()
    }
    toast(say('retired', { name }), { undo })
  }
  const add = (
    <Button kind="primary" icon="add" onClick={() => setEditing('new')}>
      {say('add')}
    </Button>
  )
  return (
    <Page title={say('title')} lead={say('lead')} back={{ href: '/lists', label: say('back') }} actions={add}>
      {read.error && <Banner tone="problem">{read.error.words}</Banner>}
      <Table<ListedSource>
        caption={say('title')}
        loading={read.loading}
        rows={read.data?.sources ?? []}
        rowKey={(source) => source.id}
        empty={
          <EmptyState icon="inbox" title={say('empty_title')} actions={add}>
            {say('empty')}
          </EmptyState>
        }
        columns={[
          { key: 'name', label: say('name'), phone: 'title', cell: ({ name }) => <strong>{name}</strong> },
          { key: 'kind', label: say('kind'), phone: 'line', cell: ({ kind }) => say(`kind_${kind}` as 'kind_other') },
          { key: 'due', label: say('deadline'), phone: 'line', cell: ({ deadline }) => dueWords(deadline) },
          {
            key: 'urgency',
            label: say('urgency'),
            phone: 'line',
            cell: ({ urgency }) => say(`urgency_${urgency}` as 'urgency_1'),
          },
          {
            key: 'columns',
            label: say('columns'),
            phone: 'desk',
            align: 'end',
            cell: ({ columns }) => (columns ? say('columns_n', { n: columns }) : say('never')),
          },
          { key: 'lists', label: say('lists'), phone: 'line', align: 'end', cell: ({ lists }) => count(lists) },
          {
            key: 'last',
            label: say('last'),
            phone: 'line',
            cell: ({ lastReceived }) => (lastReceived ? shortTime(lastReceived) : say('never')),
          },
          {
            key: 'acts',
            label: say('edit'),
            phone: 'aside',
            narrow: true,
            cell: (source) =>
              source.own ? (
                <Menu
                  label={`${say('edit')} ${source.name}`}
                  side="end"
                  items={[
                    { key: 'edit', label: say('edit'), icon: 'edit', onChoose: () => setEditing(source) },
                    { key: 'retire', label: say('retire'), icon: 'close', onChoose: () => void retire(source) },
                  ]}
                />
              ) : (
                <span title={say('above_hint')}>
                  <Tag>{say('above')}</Tag>
                </span>
              ),
          },
        ]}
      />
      {editing && (
        <SourceDialog
          here={here}
          source={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
          onDone={() => read.reload()}
        />
      )}
    </Page>
  )
}

function dueWords(deadline: DeadlineRule): string {
  if ('hours' in deadline) return say('due_hours', { n: deadline.hours })
  return deadline.days ? say('due_at_days', { n: deadline.days, at: deadline.at }) : say('due_at', { at: deadline.at })
}
