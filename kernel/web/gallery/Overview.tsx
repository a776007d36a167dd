import { BalanceBar } from '../ui/BalanceBar.tsx'
import { Card } from '../ui/Card.tsx'
import { StackPlan } from '../ui/StackPlan.tsx'
import { Stat } from '../ui/Stat.tsx'
import { State, stateKinds } from '../ui/State.tsx'
import { Tag } from '../ui/Tag.tsx'
import { balance, units } from './samples.ts'

const asOf = '2026-11-24T22:10:00+08:00'

/** The signature views and figures. */
export function Overview() {
  return (
    <>
      <Card>
        <BalanceBar balance={balance(812)} asOf={asOf} />
      </Card>
      <Card>
        <BalanceBar balance={balance(0)} asOf={asOf} title="清零 Nothing open" />
      </Card>
      <Card>
        <BalanceBar balance={balance(812, 5)} asOf={asOf} title="不平 Out of balance" />
      </Card>
      <Card title="数字 Figures">
        <div class="stats">
          <Stat label="重复 Repeats" value={1_524} of={3_988} href="#repeats">
            公安、电信、铁路
          </Stat>
          <Stat label="已逾期 Overdue" value={7} tone="now" href="#late" />
          <Stat label="已核查 Verified" value={3_102} of={4_000} tone="done" />
          <Stat label="平均用时 Median" value="4 min" />
        </div>
      </Card>
      <Card title="状态 States">
        <div class="row">
          {stateKinds.map((kind) => (
            <State key={kind} kind={kind} />
          ))}
        </div>
        <div class="row">
          <Tag>公安 Police</Tag>
          <Tag>2 小时 2 h</Tag>
          <Tag onRemove={() => {}} removeLabel="移除 Remove 铁路">
            铁路 Rail
          </Tag>
        </div>
      </Card>
      <Card>
        <StackPlan title="翠竹苑 12幢 楼栋图 Stack plan" units={units} asOf={asOf} />
      </Card>
    </>
  )
}
