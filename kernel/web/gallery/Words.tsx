import { Card } from '../ui/Card.tsx'
import { Facts } from '../ui/Facts.tsx'
import { Masked } from '../ui/Masked.tsx'
import { Timeline } from '../ui/Timeline.tsx'

/** What is read: facts, masked values, what was done. */
export function Words() {
  return (
    <>
      <Card title="王秀兰">
        <Facts
          facts={[
            { label: '住址 Door', value: '翠竹苑 12幢 2单元 903' },
            {
              label: '电话 Phone',
              value: <Masked label="电话 Phone" masked="138••••5521" reveal={async () => '138 0000 5521'} />,
            },
            { label: '证件 ID', value: <Masked label="证件 ID" masked="3201••••••••••0021" /> },
            { label: '名单 Lists', value: '公安 11-23,铁路 11-24' },
          ]}
        />
      </Card>
      <Card title="经过 What was done">
        <Timeline
          label="经过 What was done"
          entries={[
            {
              key: 'c',
              at: '2026-11-24T20:41:00+08:00',
              icon: 'phone',
              title: '电话联系:已联系上 Reached by phone',
              by: '李网格员',
              waiting: '已存本机 Saved here',
              children: '本人在家,无不适。At home and well.',
            },
            {
              key: 'b',
              at: '2026-11-24T19:05:00+08:00',
              icon: 'phone',
              title: '电话联系:空号 Not in service',
              by: '李网格员',
              superseded: true,
            },
            {
              key: 'a',
              at: '2026-11-23T23:10:00+08:00',
              icon: 'inbox',
              title: '公安名单第 318 行 Police list, row 318',
            },
          ]}
        />
      </Card>
    </>
  )
}
