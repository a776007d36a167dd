import { useRoute } from 'preact-iso'
import { useState } from 'preact/hooks'
import type { RiskChanges, RiskList } from './api.ts'
import { LevelMark, levelWord } from './LevelMark.tsx'
import { riskScreenWords } from './screen-strings.ts'
import { post, withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { reloadAll, useResource } from '#web/resource.ts'
import { may } from '#web/session.ts'
import { count, fullTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { Page } from '#web/ui/Page.tsx'
import { Pager } from '#web/ui/Pager.tsx'
import { SearchField } from '#web/ui/SearchField.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'
import { Table } from '#web/ui/Table.tsx'
import { Tag } from '#web/ui/Tag.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(riskScreenWords)
const pageSize = 50

type Change = RiskChanges['changes'][number]

/** One version: what it changed, place by place, against the one before or any other. */
export default function Changes() {
  const { params } = useRoute()
  const id = params.list ?? ''
  const [from, setFrom] = useState('')
  const [search, setSearch] = useState('')
  const [offset, setOffset] = useState(0)
  const [asking, setAsking] = useState(false)
  const all = useResource<{ lists: RiskList[] }>('/v1/risk/lists?limit=200')
  const path = withQuery(`/v1/risk/lists/${id}/changes`, { from, q: search, offset, limit: pageSize })
  const read = useResource<RiskChanges>(path)
  const lists = all.data?.lists ?? []
  const list = lists.find((one) => one.id === id)
  const title = list ? say('changes_title', { when: fullTime(list.at) }) : say('title')
  if (read.error && !read.data) return <Banner tone="problem">{read.error.words}</Banner>
  const { sums = [], total = 0, changes = [] } = read.data ?? {}
  const turn = (to: number) => setOffset(Math.max(0, to))
  return (
    <Page
      title={title}
      lead={say('changes_lead')}
      back={{ href: '/risk', label: say('back') }}
      actions={list && may('policy.publish') && <Aside list={list} onAsk={() => setAsking(true)} />}
    >
      {list?.setAside && (
        <Banner tone="warning">
          {say('set_aside_by', {
            who: list.setAside.by,
            when: fullTime(list.setAside.at),
            reason: list.setAside.reason,
          })}
        </Banner>
      )}
      {list && list.faults.length > 0 && (
        <Banner tone={list.mismatch ? 'problem' : 'note'} title={say(list.mismatch ? 'lists_mismatch' : 'check')}>
          {list.faults.map((fault) => (
            <div key={fault}>{fault}</div>
          ))}
        </Banner>
      )}
      {read.data && !read.data.from && <Banner>{say('before_first')}</Banner>}
      <p class="tag-row">
        {sums.map((sum) => (
          <Tag key={`${sum.from} ${sum.to}`}>
            {say('from_to', { from: levelWord(sum.from), to: levelWord(sum.to) })} {count(sum.places)}
          </Tag>
        ))}
      </p>
      <div class="toolbar">
        <SearchField
          label={say('find')}
          value={search}
          onInput={(text) => {
            setSearch(text)
            setOffset(0)
          }}
        />
        <SelectField
          label={say('compare_with')}
          value={from || (read.data?.from ?? '')}
          onChange={(value) => {
            setFrom(value)
            setOffset(0)
          }}
          options={lists.filter((one) => one.id !== id).map((one) => ({ value: one.id, label: fullTime(one.at) }))}
        />
      </div>
      <Table<Change>
        caption={title}
        loading={read.loading}
        rows={changes}
        rowKey={(change) => [change.province, change.city, change.county, change.place].join(' ')}
        columns={[
          { key: 'place', label: say('place_col'), phone: 'title', cell: ({ place }) => place || say('whole_county') },
          {
            key: 'county',
            label: say('county_col'),
            phone: 'line',
            cell: ({ province, city, county }) => [...new Set([province, city, county])].join(' '),
          },
          { key: 'was', label: say('was'), phone: 'line', cell: (change) => <LevelMark level={change.from} /> },
          { key: 'is', label: say('is'), phone: 'aside', cell: (change) => <LevelMark level={change.to} /> },
        ]}
        empty={
          <EmptyState icon="check" title={say('no_changes')}>
            {say('no_changes_hint')}
          </EmptyState>
        }
      />
      {total > pageSize && (
        <Pager
          from={offset + 1}
          to={offset + changes.length}
          total={total}
          onBefore={offset > 0 ? () => turn(offset - pageSize) : undefined}
          onAfter={offset + pageSize < total ? () => turn(offset + pageSize) : undefined}
        />
      )}
      {asking && list && <SetAside list={list} onClose={() => setAsking(false)} />}
    </Page>
  )
}

function Aside({ list, onAsk }: { list: RiskList; onAsk: () => void }) {
  const [busy, setBusy] = useState(false)
  const takeBack = async () => {
    setBusy(true)
    await setAside(list.id, null)
    setBusy(false)
  }
  return list.setAside ? (
    <Button busy={busy} onClick={() => void takeBack()}>
      {say('take_back')}
    </Button>
  ) : (
    <Button onClick={onAsk}>{say('set_aside')}</Button>
  )
}

async function setAside(list: string, reason: string | null): Promise<void> {
  await post(`/v1/risk/lists/${list}/set-aside`, { reason })
  toast(say('set_aside_done'))
  await reloadAll('/v1/risk')
}

function SetAside({ list, onClose }: { list: RiskList; onClose: () => void }) {
  const [reason, setReason] = useState('')
  return (
    <Dialog open title={say('set_aside_title')} onClose={onClose}>
      <p>{say('set_aside_hint')}</p>
      <Form
        submit={say('set_aside')}
        kind="danger"
        check={() => missing({ reason: [reason, say('reason')] })}
        onSubmit={async () => {
          await setAside(list.id, reason)
          onClose()
        }}
      >
        <TextField label={say('reason')} name="reason" value={reason} onInput={setReason} maxLength={500} rows={3} />
      </Form>
    </Dialog>
  )
}
