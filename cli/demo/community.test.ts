import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDocument, readPhone } from '#linkage'
import { codeFits } from '#slices/areas/model.ts'
import { agePyramid } from './ages.ts'
import { makeCommunity, makeLargeRegister } from './community.ts'
import { countyCodes } from './numbers.ts'
import { surnameWeights, surnames } from './surnames.ts'

const day = '2022-03-23'
const community = makeCommunity({ seed: 1, day })
const { residents, doors, areas } = community

function ageOf(birth: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4))
  return day.slice(5) < birth.slice(5) ? years - 1 : years
}

describe('a demonstration community', () => {
  it('has 15,000 residents in 3,895 households, each behind a door of its own', () => {
    expect(residents).toHaveLength(15_000)
    expect(new Set(residents.map((r) => r.door.key)).size).toBe(3895)
    expect(residents.every((r) => r.door.state === 'occupied')).toBe(true)
    expect(new Set(doors.map((d) => d.key)).size).toBe(doors.length)
    expect(doors.filter((d) => d.state === 'vacant').length).toBeGreaterThan(200)
  })

  it('stands in an area tree whose codes fit their kinds and whose parents are there', () => {
    const codes = new Set(areas.map((a) => a.code))
    expect(codes.size).toBe(areas.length)
    for (const area of areas) {
      expect(codeFits(area.kind, area.code), area.code).toBe(true)
      if (area.parent !== null) expect(codes.has(area.parent), area.code).toBe(true)
    }
    expect(areas.filter((a) => a.kind === 'community')).toHaveLength(3)
    expect(doors.every((d) => codes.has(d.building.grid))).toBe(true)
  })

  it('has only documents that read as valid, agree with birth and sex, and come once', () => {
    const numbers = new Set<string>()
    for (const { document, birth, sex } of residents) {
      if (!document) continue
      const read = readDocument(document.type, document.number)
      expect(read.ok, `${document.type} ${read.why}`).toBe(true)
      if (read.birth) expect(read.birth).toBe(birth)
      if (read.sex) expect(read.sex).toBe(sex)
      numbers.add(document.number)
    }
    expect(numbers.size).toBe(residents.filter((r) => r.document).length)
    expect(new Set(residents.map((r) => r.document?.type)).size).toBe(7)
  })

  it('has county codes of six digits, none twice', () => {
    expect(countyCodes.every((code) => /^[1-6]\d{5}$/.test(code))).toBe(true)
  })

  it('has phones that are mobile numbers in series without an operator; own ones come once', () => {
    const own = residents.filter((r) => r.phone && !r.sharedPhone).map((r) => r.phone!)
    expect(new Set(own).size).toBe(own.length)
    expect(own.every((phone) => /^16[013489]\d{8}$/.test(phone))).toBe(true)
    expect(own.slice(0, 100).every((phone) => readPhone(phone).ok)).toBe(true)
    expect(residents.filter((r) => r.phone === null).length).toBeGreaterThan(300)
  })

  it('follows the published shares of surnames', () => {
    const all = surnameWeights.reduce((a, b) => a + b, 0)
    const chinese = residents.filter((r) => r.nationality === 'CHN' && !r.name.includes('·'))
    for (const surname of ['王', '李', '张', '刘', '陈']) {
      const share = chinese.filter((r) => r.name.startsWith(surname)).length / chinese.length
      expect(Math.abs(share - surnameWeights[surnames.indexOf(surname)]! / all), surname).toBeLessThan(0.012)
    }
    expect(new Set(surnames).size).toBe(surnames.length)
    const hundred = surnameWeights.slice(0, 100).reduce((a, b) => a + b, 0)
    // Millions; the report says 85.9 % of a register of some 1.39 billion.
    expect(Math.abs(hundred / 1390 - 0.859)).toBeLessThan(0.015)
  })

  it("has the census' ages, and about as many men as women", () => {
    agePyramid.forEach((share, group) => {
      const last = group === agePyramid.length - 1
      const here = residents.filter(({ birth }) => {
        const age = ageOf(birth)
        return age >= group * 5 && (last || age < group * 5 + 5)
      })
      expect(Math.abs(here.length / residents.length - share), `from ${group * 5}`).toBeLessThan(0.005)
    })
    const men = residents.filter((r) => r.sex === 'M').length
    expect(men / (residents.length - men)).toBeGreaterThan(0.95)
    expect(men / (residents.length - men)).toBeLessThan(1.08)
  })

  it('gives children the name of a parent, and parents the years to have had them', () => {
    let children = 0
    let named = 0
    for (const child of residents) {
      if (child.relation !== 'child' || child.nationality !== 'CHN' || child.name.includes('·')) continue
      const parents = residents.filter(
        (r) => r.door === child.door && (r.relation === 'head' || r.relation === 'spouse'),
      )
      children++
      if (parents.some((parent) => parent.name[0] === child.name[0])) named++
      for (const parent of parents) expect(ageOf(parent.birth) - ageOf(child.birth)).toBeGreaterThan(15)
      if (children > 400) break
    }
    expect(named / children).toBeGreaterThan(0.97)
  })

  it('is the same for the same seed and another for another', () => {
    expect(makeCommunity({ seed: 1, day })).toEqual(community)
    expect(makeCommunity({ seed: 2, day }).residents[0]!.document).not.toEqual(residents[0]!.document)
  })

  it('holds together at any size and seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer(), (households, seed) => {
        const made = makeCommunity({ seed, day, households })
        expect(made.residents).toHaveLength(Math.round(households * 3.851))
        expect(new Set(made.residents.map((r) => r.door.key)).size).toBe(households)
        expect(made.residents.every((r) => r.birth <= day && r.name.length > 1)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a large register', () => {
  it('comes in pieces, and no number comes twice in all of them', () => {
    const documents = new Set<string>()
    const phones = new Set<string>()
    let count = 0
    let owners = 0
    let papers = 0
    for (const piece of makeLargeRegister({ seed: 3, residents: 40_000, day })) {
      expect(piece.length).toBeLessThanOrEqual(15_000)
      count += piece.length
      for (const { document, phone, sharedPhone } of piece) {
        if (document) documents.add(document.number)
        if (document) papers++
        if (phone && !sharedPhone) phones.add(phone)
        if (phone && !sharedPhone) owners++
      }
    }
    expect(count).toBe(40_000)
    expect(documents.size).toBe(papers)
    expect(phones.size).toBe(owners)
  })
})
