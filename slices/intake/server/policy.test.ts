import { describe, expect, it } from 'vitest'
import type { Who } from '#server/auth/grants.ts'
import { loadGrants } from '#server/auth/grants.ts'
import { createAccount, grantRole } from '#slices/accounts/server.ts'
import '#slices/server.ts'
import { type TestWorld, anyId, makeWorld, rolledBack, useDatabase } from '#test/database.ts'
import { thresholdsOf, usualCosts } from '../model/costs.ts'
import { usualThresholds } from '../model/decide.ts'
import { loadPolicy, loadThresholds, previewPolicy, savePolicy } from './policy.ts'

const database = useDatabase()

async function somebody(world: TestWorld, role: 'administrator' | 'office', area = world.community): Promise<Who> {
  const account = await createAccount(world, { name: '测试', login: anyId(), password: null })
  await grantRole(world, { account, role, area })
  return { account, name: '测试', login: null, device: anyId(), grants: await loadGrants(world.db, account) }
}

const dear = { wrongLink: 2000, missedLink: 3 }

it('makes the usual thresholds of the usual costs, and stricter ones of dearer errors', () => {
  const usual = thresholdsOf(usualCosts)
  expect(usual.linkAt).toBeCloseTo(usualThresholds.linkAt, 2)
  expect(usual.reviewAt).toBeCloseTo(usualThresholds.reviewAt, 2)
  expect(thresholdsOf(dear).linkAt).toBeGreaterThan(usual.linkAt)
})

describe('what errors cost', () => {
  it('is set by administrators alone, in editions; the nearest area counts, and checked lists are judged anew', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db, Date.now() + 1000)
      const { community, neighbour } = world
      expect(await loadPolicy(world, community)).toMatchObject({ costs: usualCosts, edition: 0, area: null })
      const setting = { costs: dear, note: '试点期间从严', everywhere: false }
      await expect(savePolicy(world, community, await somebody(world, 'office'), setting)).rejects.toMatchObject({
        code: 'forbidden',
      })
      const local = await somebody(world, 'administrator')
      await savePolicy(world, community, local, setting)
      await savePolicy(world, community, local, { ...setting, costs: { wrongLink: 500, missedLink: 4 } })
      expect(await loadPolicy(world, community)).toMatchObject({
        costs: { wrongLink: 500 },
        edition: 2,
        note: '试点期间从严',
      })
      expect(await loadPolicy(world, neighbour)).toMatchObject({ edition: 0 })
      const heads = await db`select version from community_heads where community_id = ${community}`
      expect(heads[0]!.version).toBe(2)

      await expect(savePolicy(world, community, local, { ...setting, everywhere: true })).rejects.toMatchObject({
        code: 'forbidden',
      })
      const [city] = await db<{ id: string }[]>`select id from areas where kind = 'city'`
      await savePolicy(world, community, await somebody(world, 'administrator', city!.id), {
        ...setting,
        everywhere: true,
      })
      expect(await loadThresholds(world, neighbour)).toEqual(thresholdsOf(dear))
      expect((await loadPolicy(world, community)).costs.wrongLink).toBe(500)
    }))

  it('is previewed on what lists became lately, and links nothing that a guard keeps back', () =>
    rolledBack(database.db(), async (db) => {
      const world = await makeWorld(db, Date.now() + 1000)
      const { community } = world
      const [batch, source] = [anyId(), anyId()]
      await db`insert into sources (id, area_id, kind, name) values (${source}, ${community}, 'police', '公安')`
      await db`insert into batches (community_id, id, source_id, campaign_id, file_name, file_sha256, file_bytes, status, received_at)
        values (${community}, ${batch}, ${source}, ${anyId()}, 'x', '\\x00', 1, 'committed', ${new Date(world.clock())})`
      const judged = [
        { link: 'linked', weight: 9, pattern: 'name:same phone:same' },
        { link: 'linked', weight: 20, pattern: 'document:same' },
        { link: 'review', weight: 7, pattern: 'name:near' },
        { link: 'review', weight: 30, pattern: 'document:twin !twins' },
        { link: 'new', weight: -8, pattern: 'nothing' },
      ]
      for (const [n, { link, weight, pattern }] of judged.entries())
        await db`insert into source_rows (community_id, id, batch_id, sheet, row_number, cells_sealed, accepted, link, weight, pattern, rivals, link_by)
          values (${community}, ${anyId()}, ${batch}, 1, ${n + 1}, '\\x00', true, ${link}, ${weight}, ${pattern}, '[]', 'weights')`
      const { rows, now, would } = await previewPolicy(world, community, { wrongLink: 5000, missedLink: 5 })
      expect({ rows, now }).toMatchObject({ rows: 5, now: { linked: 2, asked: 2, fresh: 1 } })
      expect(would).toMatchObject({ linked: 1, asked: 3, fresh: 1 })
      expect(would.wrong).toBeLessThan(now.wrong)
      const loose = await previewPolicy(world, community, { wrongLink: 30, missedLink: 5 })
      expect(loose.would).toMatchObject({ linked: 3, asked: 1 })
    }))
})
