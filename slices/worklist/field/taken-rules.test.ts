import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Task } from '../model.ts'
import { isTask, withTaken } from './taken-rules.ts'

const task: Task = {
  id: 't',
  resident: 'r',
  origin: 'issued',
  status: 'open',
  duties: [],
  due: null,
  urgency: 2,
  assignee: 'giver',
  attempts: 0,
  lastAttempt: null,
  closing: null,
  openedAt: '2022-03-23T10:00:00Z',
  transfer: null,
  contradictions: [],
  joined: null,
}
const taken = (change: Partial<Task>) => ({ giver: 'giver', task: { ...task, ...change } })

it('shows what the colleague did and gave, as long as the copy still has the task with them', () => {
  expect(withTaken(task, taken({ assignee: 'taker', attempts: 2 }))).toMatchObject({ assignee: 'taker', attempts: 2 })
  expect(withTaken(task, taken({ status: 'done' })).status).toBe('done')
  expect(withTaken(undefined, taken({ assignee: 'taker' })).assignee).toBe('taker')
})

it('leaves what the office settled or gave to somebody else meanwhile', () => {
  expect(withTaken({ ...task, status: 'done' }, taken({ assignee: 'taker' })).status).toBe('done')
  expect(withTaken({ ...task, assignee: 'third' }, taken({ assignee: 'taker' })).assignee).toBe('third')
  expect(withTaken({ ...task, assignee: 'third' }, taken({ status: 'done' })).status).toBe('open')
})

it('takes no task that a page could not draw', () => {
  expect(isTask(task)).toBe(true)
  for (const name of Object.keys(task).filter((one) => !['origin', 'assignee', 'lastAttempt', 'joined'].includes(one)))
    expect(isTask({ ...task, [name]: undefined }), name).toBe(false)
  expect(isTask({ ...task, due: 'soon' })).toBe(false)
  fc.assert(
    fc.property(fc.anything(), (anything) => {
      expect(isTask(anything)).toBe(false)
    }),
  )
})
