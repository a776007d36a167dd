import { useRoute } from 'preact-iso'
import { useState } from 'preact/hooks'
import type { PolicyCard, PolicyVersion } from './api.ts'
import { DocumentView, inWords } from './DocumentView.tsx'
import { Editor } from './Editor.tsx'
import { compareDocuments } from './model/diff.ts'
import { rulePageWords } from './page-strings.ts'
import { Trial } from './Trial.tsx'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { fullTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Page } from '#web/ui/Page.tsx'
import { State } from '#web/ui/State.tsx'

const say = words(rulePageWords)

/** One rule: what holds, the draft with its trial and publication, and every version there was. */
export default function Policy() {
  const { params } = useRoute()
  const read = useResource<PolicyCard>(params.policy ? `/v1/policies/${params.policy}` : null)
  const [editing, setEditing] = useState(false)
  if (read.error && !read.data) return <Banner tone="problem">{read.error.words}</Banner>
  if (!read.data) return null
  const { versions, name, area, mayWrite, runs } = read.data
  const draft = versions.find(({ status }) => status === 'draft')
  const current = versions.find(({ inForce }) => inForce)
  const begin = draft ?? current ?? versions[0]!
  const done = async () => {
    setEditing(false)
    await read.reload()
  }
  return (
    <Page
      title={name}
      lead={area.name}
      back={{ href: '/policies', label: say('back_to_rules') }}
      actions={
        mayWrite &&
        !editing && (
          <Button icon="edit" onClick={() => setEditing(true)}>
            {say(draft ? 'edit' : 'edit_new')}
          </Button>
        )
      }
    >
      {editing && <Editor policy={read.data.id} begin={begin} onDone={done} onCancel={() => setEditing(false)} />}
      {!editing && draft && (
        <>
          <VersionCard version={draft} against={current} />
          <Trial
            card={read.data}
            draft={draft}
            runs={runs.filter(({ version }) => version === draft.id)}
            onDone={read.reload}
          />
        </>
      )}
      {!editing && (
        <section class="stack">
          <h2>{say('history')}</h2>
          {versions
            .filter(({ status }) => status !== 'draft')
            .map((version) => (
              <VersionCard
                key={version.id}
                version={version}
                against={versions.find(({ number }) => number === version.number - 1)}
              />
            ))}
        </section>
      )}
    </Page>
  )
}

function VersionCard({ version, against }: { version: PolicyVersion; against: PolicyVersion | undefined }) {
  const { number, status, note, document, draftedBy, draftedAt, publishedBy, publishedAt, effectiveFrom } = version
  const changes = against ? compareDocuments(against.document, document) : []
  return (
    <Card
      alike
      title={`${say('version', { n: number })} · ${inWords(document.title)}`}
      aside={
        <State
          kind={version.inForce ? 'done' : status === 'draft' ? 'doing' : 'off'}
          word={version.inForce ? say('in_force') : say(`status_${status}`)}
        />
      }
    >
      <p class="aside">
        {say('drafted_by', { who: draftedBy.name, when: fullTime(draftedAt) })}
        {publishedBy && publishedAt && ` · ${say('published_by', { who: publishedBy, when: fullTime(publishedAt) })}`}
        {effectiveFrom &&
          ` · ${
            version.effectiveUntil
              ? say('effective_until', { from: fullTime(effectiveFrom), until: fullTime(version.effectiveUntil) })
              : say('effective', { from: fullTime(effectiveFrom) })
          }`}
        {version.appliedAt && ` · ${say('applied')}`}
      </p>
      {version.appliedAt && document.transitions.length > 0 && (
        <p>
          <Button icon="print" href={`/letters/${version.id}`}>
            {say('letters_open')}
          </Button>
        </p>
      )}
      {note && <p>{note}</p>}
      {against && (
        <p class="aside">
          {say('diff_title', { n: against.number })}
          {changes.length === 0 && ` · ${say('diff_none')}`}
        </p>
      )}
      <details open={status === 'draft' || version.inForce}>
        <summary>{inWords(document.title)}</summary>
        <DocumentView document={document} changes={changes} />
      </details>
    </Card>
  )
}
