import { expect, it } from 'vitest'
import { makeWorld, rolledBack, useDatabase } from '#test/database.ts'
import { makeCommunity } from '../demo/community.ts'
import { installDemo } from '../demo/install.ts'

const database = useDatabase()

it('loads every resident of the demonstration community at their door, and does so only once', () =>
  rolledBack(database.db(), async (db) => {
    const world = await makeWorld(db)
    const community = makeCommunity({ seed: 1, day: '2022-03-23', households: 60, code: '320105091007' })
    const first = await installDemo(world, community)
    expect(first.installed).toBe(true)
    const rows = await db`select name, door_id, grid_id from residents where community_id = ${first.id}`
    expect(rows.map((row) => row.name as string).sort()).toEqual(community.residents.map(({ name }) => name).sort())
    expect(rows.every((row) => row.door_id && row.grid_id)).toBe(true)
    expect(await installDemo(world, community)).toEqual({ id: first.id, installed: false })
  }))
