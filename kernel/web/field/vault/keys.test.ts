import { describe, expect, it } from 'vitest'
import { changeLock, makeDeviceKeys, makeLock, open, openJson, openLock, randomBytes, seal, sealJson } from './keys.ts'

const rounds = 1000
const share = randomBytes(32)

describe('the lock of a store', () => {
  it('opens by PIN, share and device together, and by nothing less', async () => {
    const device = await makeDeviceKeys()
    const { lock, key } = await makeLock('246810', share, device, 'anna', rounds)
    const sealed = await sealJson(key, { name: '测试甲' }, 'here')
    const again = await openLock('246810', lock, device, 'anna')
    expect(await openJson(again!, sealed, 'here')).toEqual({ name: '测试甲' })

    expect(await openLock('246811', lock, device, 'anna')).toBeNull()
    await expect(openLock('246810', lock, device, 'bela')).rejects.toThrow()
    await expect(openLock('246810', lock, await makeDeviceKeys(), 'anna')).rejects.toThrow()
    const other = { mac: (await makeDeviceKeys()).mac, seal: device.seal }
    expect(await openLock('246810', lock, other, 'anna')).toBeNull()
  })

  it('keeps the data key when the PIN changes, and forgets the old PIN', async () => {
    const device = await makeDeviceKeys()
    const { lock, key } = await makeLock('111111', share, device, 'anna', rounds)
    const sealed = await sealJson(key, 'kept', 'here')
    expect(await changeLock({ pin: '999999', lock }, { pin: '222222' }, device, 'anna')).toBeNull()
    const next = (await changeLock({ pin: '111111', lock }, { pin: '222222', share: randomBytes(32) }, device, 'anna'))!
    expect(await openLock('111111', next, device, 'anna')).toBeNull()
    expect(await openJson((await openLock('222222', next, device, 'anna'))!, sealed, 'here')).toBe('kept')
  })

  it('never gives a key out', async () => {
    const device = await makeDeviceKeys()
    const { key } = await makeLock('111111', share, device, 'anna', rounds)
    for (const secret of [device.mac, device.seal, key])
      await expect(crypto.subtle.exportKey('raw', secret)).rejects.toThrow()
  })
})

describe('sealing', () => {
  it('notices every flipped bit and every change of place', async () => {
    const { key } = await makeLock('1', share, await makeDeviceKeys(), 'anna', rounds)
    const sealed = await seal(key, randomBytes(40), 'snapshot')
    await expect(open(key, sealed, 'outbox')).rejects.toThrow()
    for (let at = 0; at < sealed.length; at++) {
      const bent = sealed.slice()
      bent[at]! ^= 1 << (at % 8)
      await expect(open(key, bent, 'snapshot')).rejects.toThrow()
    }
  })

  it('seals the same thing differently each time', async () => {
    const { key } = await makeLock('1', share, await makeDeviceKeys(), 'anna', rounds)
    const [one, two] = await Promise.all([sealJson(key, 'x', 'a'), sealJson(key, 'x', 'a')])
    expect(one).not.toEqual(two)
  })
})
