import { useState } from 'preact/hooks'
import type { RiskSource } from './api.ts'
import { riskScreenWords } from './screen-strings.ts'
import { asFailure } from '#web/failure.ts'
import { del, post } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { reloadAll, useResource } from '#web/resource.ts'
import { count, shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(riskScreenWords)

/** Addresses that are asked by the clock, and what the last try came to. */
export function Sources() {
  const read = useResource<{ sources: RiskSource[] }>('/v1/risk/sources')
  const sources = read.data?.sources ?? []
  return (
    <Card title={say('sources')}>
      {read.error && <Banner tone="problem">{read.error.words}</Banner>}
      {sources.length === 0 && <p>{say('sources_empty')}</p>}
      {sources.map((source) => (
        <One key={source.id} source={source} />
      ))}
      <Add onDone={read.reload} />
    </Card>
  )
}

function One({ source }: { source: RiskSource }) {
  const [busy, setBusy] = useState(false)
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true)
    try {
      await work()
      await reloadAll('/v1/risk')
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    } finally {
      setBusy(false)
    }
  }
  const path = `/v1/risk/sources/${source.id}`
  return (
    <Card
      alike
      level={3}
      title={source.url}
      aside={say('every_short', { n: count(source.everyMinutes) })}
      footer={
        <>
          <Button icon="refresh" busy={busy} onClick={() => void act(() => post(`${path}/fetch`))}>
            {say('fetch_now')}
          </Button>
          <Button kind="quiet" onClick={() => void act(() => del(path))}>
            {say('remove')}
          </Button>
        </>
      }
    >
      {source.last && !source.last.ok ? (
        <Banner tone="problem">{source.last.words}</Banner>
      ) : (
        <p>
          {source.lastAt
            ? say(source.last?.known ? 'last_known' : 'last_ok', { when: shortTime(source.lastAt) })
            : say('last_never')}
        </p>
      )}
    </Card>
  )
}

function Add({ onDone }: { onDone: () => Promise<void> }) {
  const [url, setUrl] = useState('')
  const [every, setEvery] = useState('60')
  const add = async () => {
    await post('/v1/risk/sources', { url, everyMinutes: Number(every) })
    setUrl('')
    await onDone()
  }
  return (
    <details>
      <summary>{say('add_source')}</summary>
      <Form
        submit={say('add_source')}
        onSubmit={add}
        check={() => missing({ url: [url, say('url')], everyMinutes: [every, say('every')] })}
      >
        <TextField label={say('url')} name="url" value={url} onInput={setUrl} maxLength={500} />
        <TextField
          label={say('every')}
          name="everyMinutes"
          value={every}
          onInput={setEvery}
          type="number"
          keys="numeric"
        />
      </Form>
    </details>
  )
}
