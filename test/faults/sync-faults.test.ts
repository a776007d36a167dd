import { mkdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { simulate } from './simulator/simulate.ts'

it('loses no act and doubles none over a bad line with dying servers; every phone ends with what it may see', async () => {
  const folder = '.data/faults'
  mkdirSync(folder, { recursive: true })
  const outcome = await simulate({
    seed: Number(process.env.QIANXIAN_SEED ?? 20220323),
    folder,
    phones: 10,
    communities: 3,
    tasksEach: 40,
    acts: Number(process.env.QIANXIAN_ACTS ?? 1_500),
    burst: 12,
    pauseMs: 300,
    awayMs: 4_000,
    weather: { lost: 0.05, answerLost: 0.05, doubled: 0.08, cut: 0.04, delayed: 0.3, longestDelay: 200 },
    serverKills: 1,
    postgresKills: 1,
    repeats: 150,
    say: process.env.QIANXIAN_SAY ? (line) => process.stderr.write(`${line}\n`) : () => {},
  })
  const { line, held, hintMs: _, ...rest } = outcome
  const wrong = Object.fromEntries(Object.entries(rest).filter(([, found]) => Array.isArray(found) && found.length > 0))
  expect(wrong).toEqual({})
  for (const times of [line.lost, line.answersLost, line.doubled, line.cut, line.delayed])
    expect(times).toBeGreaterThan(0)
  expect(Object.keys(held)).not.toEqual([])
  if (process.env.QIANXIAN_SAY) process.stderr.write(`${JSON.stringify(outcome)}\n`)
}, 240_000)
