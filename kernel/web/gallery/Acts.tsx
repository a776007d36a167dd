import { useState } from 'preact/hooks'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { Card } from '../ui/Card.tsx'
import { Dialog, Sheet } from '../ui/Dialog.tsx'
import { Icon } from '../ui/Icon.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { type IconName, icons } from '../ui/icons.ts'
import { Menu } from '../ui/Menu.tsx'
import { Progress } from '../ui/Progress.tsx'
import { toast } from '../ui/Toasts.tsx'

/** What is pressed, and what answers. */
export function Acts() {
  const [open, setOpen] = useState<'dialog' | 'sheet' | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <Card title="按钮 Buttons">
        <div class="row">
          <Button kind="primary" icon="check">
            记录核查 Record
          </Button>
          <Button icon="phone">打电话 Call</Button>
          <Button kind="quiet">查看全部 See all</Button>
          <Button kind="danger" icon="undo">
            撤销导入 Undo import
          </Button>
          <Button busy kind="primary">
            正在保存 Saving
          </Button>
          <Button disabled>不可用 Disabled</Button>
          <IconButton icon="print" label="打印 Print" />
          <IconButton icon="star" label="收藏 Keep" pressed />
        </div>
        <Button kind="primary" size="l" wide icon="qr">
          扫码，下一位 Scan the next
        </Button>
        <div class="row">
          <Button onClick={() => setOpen('dialog')}>对话框 Dialog</Button>
          <Button onClick={() => setOpen('sheet')}>底页 Sheet</Button>
          <Button onClick={() => toast('已分派 12 项 12 assigned', { undo: () => toast('已撤销 Taken back') })}>
            提示 Toast
          </Button>
          <Button onClick={() => toast('没有保存 Not saved', { tone: 'problem' })}>出错提示 Problem</Button>
          <Menu
            label="更多操作 More"
            worded
            side="start"
            items={[
              { key: 'assign', label: '分派 Assign', icon: 'person' },
              {
                key: 'hand',
                label: '移交 Hand over',
                icon: 'hand_over',
                hint: '对方接收前仍归您 Yours until accepted',
              },
              { key: 'off', label: '不可用 Disabled', icon: 'lock', disabled: true },
              { key: 'undo', label: '撤销导入 Undo', icon: 'undo', danger: true },
            ]}
          />
        </div>
        <Dialog
          open={open === 'dialog'}
          title="移交给哪个社区? Hand over to?"
          onClose={close}
          actions={
            <>
              <Button kind="primary" onClick={close}>
                移交 Hand over
              </Button>
              <Button onClick={close}>取消 Cancel</Button>
            </>
          }
        >
          <p>对方接收之前,这项任务仍由您负责。Until it is accepted there, it stays yours.</p>
        </Dialog>
        <Sheet open={open === 'sheet'} title="筛选 Filter" onClose={close}>
          <p>从拇指够得着的地方升起。Rises within the thumb's reach.</p>
        </Sheet>
      </Card>
      <Card title="横幅 Banners">
        <Banner title="列映射已记住 Mapping kept">
          下次同样的表头会自动识别。The same headings are recognised next time.
        </Banner>
        <Banner tone="done" title="已导入 3,988 行 Imported" />
        <Banner tone="warning" title="还有 2 小时到期 Due in 2 h">
          7 项未分派。7 are not assigned.
        </Banner>
        <Banner
          tone="problem"
          title="12 行无法读取 12 rows cannot be read"
          actions={<Button icon="download">下载清单 Get the list</Button>}
        >
          其余各行不受影响。The other rows are not affected.
        </Banner>
      </Card>
      <Card title="进度 Progress">
        <Progress label="正在比对 Linking" done={2_610} total={3_988} />
        <Progress label="正在读取 Reading" done={0} />
      </Card>
      <Card title="图标 Icons">
        <div class="row">
          {(Object.keys(icons) as IconName[]).map((name) => (
            <span key={name} title={name}>
              <Icon name={name} label={name} />
            </span>
          ))}
        </div>
      </Card>
    </>
  )
}
