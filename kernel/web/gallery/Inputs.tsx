import { useState } from 'preact/hooks'
import { Button } from '../ui/Button.tsx'
import { Card } from '../ui/Card.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Choice } from '../ui/Choice.tsx'
import { DateField, DateTimeField } from '../ui/DateTimeField.tsx'
import { FileDrop } from '../ui/FileDrop.tsx'
import { Form, missing } from '../ui/Form.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { Steps } from '../ui/Steps.tsx'
import { TextField } from '../ui/TextField.tsx'

/** What is filled in. Sending the form empty shows its faults. */
export function Inputs() {
  const [name, setName] = useState('')
  const [source, setSource] = useState<'police' | 'rail' | ''>('')
  const [contact, setContact] = useState<'reached' | 'no_answer' | 'refused' | ''>('')
  const [at, setAt] = useState<string | null>('2026-11-24T15:40:00Z')
  const [day, setDay] = useState('1960-05-04')
  const [sure, setSure] = useState(false)
  return (
    <>
      <Card title="步骤 Steps">
        <Steps
          label="导入 Import"
          steps={['选择文件 File', '核对列 Columns', '试运行 Dry run', '计入 Count']}
          current={1}
        />
        <FileDrop
          label="把收到的名单拖进来 Drop the list here"
          hint="XLSX、XLS、CSV,最大 100 MB at most"
          accept={['.xlsx', '.xls', '.csv']}
          maxBytes={1e8}
          onFile={() => {}}
        />
      </Card>
      <Card title="表单 Form">
        <Form
          label="核查 Verify"
          submit="保存 Save"
          actions={<Button>取消 Cancel</Button>}
          check={() => ({
            ...missing({ name: [name, '姓名 Name'] }),
            ...(source ? {} : { source: '请选择来源。Choose a source.' }),
            ...(contact ? {} : { contact: '请选择联系结果。Choose how it went.' }),
          })}
          onSubmit={() => new Promise((done) => setTimeout(done, 600))}
        >
          <TextField
            name="name"
            label="姓名 Name"
            hint="与证件一致 As on the papers"
            value={name}
            onInput={setName}
            required
          />
          <SelectField
            name="source"
            label="来源 Source"
            required
            value={source}
            onChange={setSource}
            options={[
              { value: 'police', label: '公安 Police' },
              { value: 'rail', label: '铁路 Rail' },
            ]}
          />
          <Choice
            name="contact"
            label="联系结果 Contact"
            required
            value={contact}
            onChange={setContact}
            options={[
              { value: 'reached', label: '已联系上 Reached', icon: 'check' },
              { value: 'no_answer', label: '无人接听 No answer', icon: 'phone' },
              { value: 'refused', label: '拒绝配合 Refused', icon: 'close', hint: '需上门 Needs a visit' },
            ]}
          />
          <DateTimeField label="时间 When" value={at} onChange={setAt} />
          <DateField label="出生日期 Born" value={day} onChange={setDay} />
          <TextField
            label="备注 Note"
            rows={3}
            value=""
            onInput={() => {}}
            placeholder="只写与核查有关的内容 What matters"
          />
          <TextField
            label="证件号 ID"
            mono
            error="第 18 位校验不符。The 18th digit does not fit."
            value="110101196005040010"
            onInput={() => {}}
          />
          <TextField label="密码 Password" type="password" value="paper and ink" onInput={() => {}} />
          <TextField label="不可用 Disabled" disabled value="–" onInput={() => {}} />
          <Checkbox
            label="本人已确认 Confirmed"
            hint="当面或电话 In person or by phone"
            checked={sure}
            onChange={setSure}
          />
        </Form>
      </Card>
      <Search />
    </>
  )
}

function Search() {
  const [sought, setSought] = useState('wangxl')
  return (
    <Card title="搜索 Search">
      <SearchField label="姓名、拼音、电话尾号、室号 Name, pinyin, phone, room" value={sought} onInput={setSought} />
    </Card>
  )
}
