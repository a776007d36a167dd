import { useState } from 'preact/hooks'
import { takeBackTask } from './acts.ts'
import type { ReceivedOffer, SentOffer } from './api.ts'
import { taskWords } from './strings.ts'
import { acceptTransfer, returnTransfer } from './transfer-acts.ts'
import { listed, titled, words } from '#web/i18n.ts'
import { drained, record } from '#web/outbox.ts'
import { useResource } from '#web/resource.ts'
import { community } from '#web/session.ts'
import { shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Facts } from '#web/ui/Facts.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { Page } from '#web/ui/Page.tsx'
import { State } from '#web/ui/State.tsx'
import { Table } from '#web/ui/Table.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(taskWords)

/** People on their way between communities: those to answer first, then ours. */
export default function Transfers() {
  const here = community.value?.id
  const read = useResource<{ received: ReceivedOffer[]; sent: SentOffer[] }>(
    here ? `/v1/communities/${here}/transfers` : null,
  )
  if (!here) return null
  return (
    <Page title={say('transfers')} lead={say('transfers_lead')}>
      {read.error && <Banner tone="problem">{read.error.words}</Banner>}
      {read.data && (
        <>
          <Received here={here} offers={read.data.received} onDone={read.reload} />
          <Sent here={here} offers={read.data.sent} onDone={read.reload} />
        </>
      )}
    </Page>
  )
}

interface Part<Offer> {
  here: string
  offers: Offer[]
  onDone: () => Promise<void>
}

function Received({ here, offers, onDone }: Part<ReceivedOffer>) {
  const [returning, setReturning] = useState<ReceivedOffer | null>(null)
  const accept = async (offer: ReceivedOffer) => {
    await record(acceptTransfer, [{ community: here, subject: offer.id, payload: {} }])
    toast(say('accepted'))
    await drained()
    await onDone()
  }
  return (
    <section class="stack" aria-labelledby="received">
      <h2 id="received">{say('received')}</h2>
      {offers.length === 0 && (
        <EmptyState icon="hand_over" title={say('received_empty')}>
          {say('received_empty_hint')}
        </EmptyState>
      )}
      {offers.map((offer) => (
        <Card
          key={offer.id}
          alike
          title={offer.name}
          level={3}
          aside={say('from_community', { name: offer.from })}
          footer={
            <div class="toolbar">
              <Button kind="primary" icon="check" onClick={() => void accept(offer)}>
                {say('accept')}
              </Button>
              <Button icon="undo" onClick={() => setReturning(offer)}>
                {say('send_back')}
              </Button>
            </div>
          }
        >
          <Facts
            facts={[
              { label: say('return_reason'), value: offer.reason },
              { label: say('place'), value: offer.address || '—' },
              { label: say('phone'), value: listed(offer.phones) || '—' },
              { label: say('document'), value: offer.document ?? '—' },
              { label: say('birth'), value: offer.birth ?? '—' },
              { label: say('due'), value: offer.due ? shortTime(offer.due) : '—' },
            ]}
          />
        </Card>
      ))}
      {returning && <ReturnDialog here={here} offer={returning} onClose={() => setReturning(null)} onDone={onDone} />}
    </section>
  )
}

function ReturnDialog(props: { here: string; offer: ReceivedOffer; onClose: () => void; onDone: () => Promise<void> }) {
  const [reason, setReason] = useState('')
  const send = async () => {
    await record(returnTransfer, [{ community: props.here, subject: props.offer.id, payload: { reason } }])
    toast(say('sent_back'))
    props.onClose()
    await drained()
    await props.onDone()
  }
  return (
    <Dialog open title={titled(say('send_back'), props.offer.name)} onClose={props.onClose}>
      <Form
        submit={say('send_back')}
        onSubmit={send}
        check={() => missing({ reason: [reason, say('send_back_reason')] })}
        actions={<Button onClick={props.onClose}>{say('cancel')}</Button>}
      >
        <TextField
          name="reason"
          label={say('send_back_reason')}
          value={reason}
          onInput={setReason}
          rows={2}
          maxLength={500}
          required
        />
      </Form>
    </Dialog>
  )
}

function Sent({ here, offers, onDone }: Part<SentOffer>) {
  const takeBack = async (offer: SentOffer) => {
    await record(takeBackTask, [{ community: here, subject: offer.task, payload: {} }])
    toast(say('taken_back'))
    await drained()
    await onDone()
  }
  return (
    <section class="stack" aria-labelledby="sent">
      <h2 id="sent">{say('sent')}</h2>
      <Table<SentOffer>
        caption={say('sent')}
        rows={offers}
        rowKey={(offer) => offer.task}
        empty={
          <EmptyState icon="send" title={say('sent_empty')}>
            {say('sent_empty_hint')}
          </EmptyState>
        }
        columns={[
          { key: 'name', label: say('name'), phone: 'title', cell: (o) => <a href={`/work/${o.task}`}>{o.name}</a> },
          { key: 'to', label: say('offer_to'), phone: 'line', cell: (o) => o.to },
          { key: 'reason', label: say('return_reason'), phone: 'line', cell: (o) => o.bounced ?? o.reason },
          { key: 'when', label: say('when'), phone: 'line', cell: (o) => shortTime(o.at) },
          {
            key: 'state',
            label: say('status'),
            phone: 'aside',
            cell: (o) =>
              o.bounced === null ? (
                <State kind="waiting" word={say('waiting_state')} />
              ) : (
                <State kind="held" word={say('bounced_state')} />
              ),
          },
          {
            key: 'act',
            label: say('take_back'),
            phone: 'line',
            cell: (o) =>
              o.bounced === null && (
                <Button kind="quiet" icon="undo" onClick={() => void takeBack(o)}>
                  {say('take_back')}
                </Button>
              ),
          },
        ]}
      />
    </section>
  )
}
