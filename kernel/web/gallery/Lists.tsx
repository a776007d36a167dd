import { useState } from 'preact/hooks'
import { shortTime } from '../times.ts'
import { Button } from '../ui/Button.tsx'
import { Card } from '../ui/Card.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Pager } from '../ui/Pager.tsx'
import { State } from '../ui/State.tsx'
import { type Column, type Sort, Table } from '../ui/Table.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { Tag } from '../ui/Tag.tsx'
import { toast } from '../ui/Toasts.tsx'
import { type SampleRow, rows } from './samples.ts'

const columns: Column<SampleRow>[] = [
  { key: 'name', label: '姓名 Name', phone: 'title', sorts: true, cell: (row) => row.name },
  { key: 'door', label: '住址 Door', sorts: true, cell: (row) => row.door },
  { key: 'source', label: '来源 Source', cell: (row) => <Tag>{row.source}</Tag> },
  { key: 'due', label: '截止 Due', sorts: true, narrow: true, cell: (row) => shortTime(row.due) },
  { key: 'calls', label: '已打 Calls', align: 'end', narrow: true, phone: 'desk', cell: (row) => row.calls },
  { key: 'state', label: '状态 State', phone: 'aside', narrow: true, cell: (row) => <State kind={row.state} /> },
]

type View = 'mine' | 'grid' | 'none'

/** Rows, cards, and nothing yet. */
export function Lists() {
  const [view, setView] = useState<View>('mine')
  return (
    <Card title="列表 Lists">
      <Tabs<View>
        label="范围 Which"
        current={view}
        onChange={setView}
        tabs={[
          { key: 'mine', label: '我的 Mine', count: rows.length },
          { key: 'grid', label: '本网格 My grid', count: 1_288 },
          { key: 'none', label: '空 Empty', count: 0 },
        ]}
      >
        {view === 'none' ? <Nothing /> : <Worklist />}
      </Tabs>
      <Pager from={1} to={8} total={1_288} onAfter={() => {}} />
    </Card>
  )
}

function Worklist() {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['row-1']))
  const [sort, setSort] = useState<Sort>({ key: 'due', down: false })
  return (
    <Table
      caption="核查清单 Worklist"
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      selected={selected}
      onSelect={setSelected}
      sort={sort}
      onSort={setSort}
      onOpen={({ name }) => toast(name)}
    />
  )
}

function Nothing() {
  return (
    <EmptyState
      icon="inbox"
      title="还没有名单 No list yet"
      actions={
        <>
          <Button kind="primary" icon="upload">
            导入名单 Import a list
          </Button>
          <Button icon="download">下载样例 Get a sample</Button>
        </>
      }
    >
      <p>各部门下发的名单从这里进来,重复的人只打一个电话。Lists come in here; one person gets one call.</p>
    </EmptyState>
  )
}
