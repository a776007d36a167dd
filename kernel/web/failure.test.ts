import { expect, test } from 'vitest'
import { failureOf } from './failure.ts'

test('a problem document becomes a failure with its code, words and field faults', () => {
  const failure = failureOf(
    422,
    { code: 'invalid_input', detail: '输入有误', details: [{ where: 'name', why: '必填' }, { junk: 1 }] },
    '7',
  )
  expect(failure).toMatchObject({ code: 'invalid_input', words: '输入有误', status: 422, retryAfter: 7 })
  expect(failure.faults).toEqual([{ where: 'name', why: '必填' }])
})

test('a code may stand in the type alone', () => {
  expect(failureOf(404, { type: 'https://x.example/problems/not_found', title: 'Gone' }).code).toBe('not_found')
})

test('an answer that is no problem document still gives words', () => {
  const failure = failureOf(502, '<html>')
  expect(failure.code).toBe('status_502')
  expect(failure.words).toContain('502')
})
