import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { anyId, rolledBack, useDatabase } from '#test/database.ts'
import { createCampaign, loadKeys } from './keys.ts'

const database = useDatabase()

describe('sealed values', () => {
  it('open again with the key of their campaign, and not at all once it is destroyed', () =>
    rolledBack(database.db(), async (db) => {
      const master = randomBytes(32)
      const id = anyId()
      await createCampaign(db, master, { id, kind: 'outbreak', name: '测试' })
      const sealed = (await loadKeys(db, master)).seal(id, '11010519491231002X')
      expect(sealed.toString('latin1')).not.toContain('11010519491231002X')
      expect((await loadKeys(db, master)).open(sealed)).toBe('11010519491231002X')
      await db`update campaigns set wrapped_key = null, destroyed_at = now() where id = ${id}`
      const after = await loadKeys(db, master)
      expect(() => after.open(sealed)).toThrow(/campaign_key_destroyed/)
    }))

  it('are refused when a single bit was changed', () =>
    rolledBack(database.db(), async (db) => {
      const master = randomBytes(32)
      const id = anyId()
      await createCampaign(db, master, { id, kind: 'outbreak', name: '测试' })
      const keys = await loadKeys(db, master)
      const sealed = keys.seal(id, '测试')
      sealed[sealed.length - 20]! ^= 1
      expect(() => keys.open(sealed)).toThrow()
    }))
})
