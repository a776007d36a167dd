import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromWall, toWall } from './wall.ts'

test('a minute typed on the wall clock of a zone is the same minute when shown again', () => {
  const minute = fc.integer({ min: 0, max: 30_000_000 }).map((n) => new Date(n * 60_000).toISOString())
  fc.assert(
    fc.property(minute, fc.constantFrom('Asia/Shanghai', 'Asia/Urumqi', 'UTC'), (instant, zone) => {
      expect(fromWall(toWall(instant, zone), zone)).toBe(instant)
    }),
  )
})

test('the wall clock is the deployment’s, and half-typed input is no instant', () => {
  expect(fromWall('2026-11-24T23:40', 'Asia/Shanghai')).toBe('2026-11-24T15:40:00.000Z')
  expect(fromWall('2026-11-', 'Asia/Shanghai')).toBeNull()
  expect(fromWall('', 'Asia/Shanghai')).toBeNull()
})
