import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nameMaskMatches, normaliseName, readName } from './names.ts'
import { initialsOf, pinyinOf, readingsOf, syllablesOf, toneOf } from './pinyin.ts'

const han = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCharCode(code))

describe('a name', () => {
  test('is the same with blanks, in brackets, with a number behind', () => {
    for (const text of ['张伟', '张 伟', '张　伟', ' 张伟 ', '张伟(户主)', '张伟(本人', '张伟2']) {
      expect(normaliseName(text), text).toBe('张伟')
    }
  })

  test('splits after a compound surname', () => {
    expect(readName('欧阳小明')).toMatchObject({ surname: '欧阳', given: '小明' })
    expect(readName('司马光')).toMatchObject({ surname: '司马', given: '光' })
    expect(readName('张伟')).toMatchObject({ surname: '张', given: '伟' })
  })

  test('with a middle dot is one in every way of writing the dot', () => {
    for (const dot of ['·', '•', '・', '.', '．', '‧', ' · ']) {
      expect(normaliseName(`买买提${dot}艾力`), dot).toBe('买买提·艾力')
    }
  })

  test('hidden in part is known to be', () => {
    expect(readName('张*')).toMatchObject({ masked: true, surname: '张' })
    expect(readName('张某某')).toMatchObject({ name: '张**', masked: true })
    expect(readName('张先生')).toMatchObject({ name: '张*', masked: true, sex: 'M', title: '先生' })
    expect(readName('李女士')).toMatchObject({ surname: '李', sex: 'F' })
    expect(readName('张伟')).toMatchObject({ masked: false, sex: null })
  })

  test('in Latin letters is capitals and single blanks', () => {
    for (const text of ['Zhang, Wei', 'ZHANG/WEI', 'zhang  wei']) expect(normaliseName(text)).toBe('ZHANG WEI')
  })

  test('fits its own masks', () => {
    fc.assert(
      fc.property(fc.array(han, { minLength: 2, maxLength: 4 }), (characters) => {
        const name = characters.join('')
        expect(nameMaskMatches(`${characters[0]}*`, name)).toBe(true)
        expect(nameMaskMatches(characters[0] + '*'.repeat(characters.length - 1), name)).toBe(true)
        expect(nameMaskMatches(`*${characters.at(-1)}`, name)).toBe(true)
      }),
    )
    expect(nameMaskMatches('李*', '张伟')).toBe(false)
    expect(nameMaskMatches('张*伟', '张伟')).toBe(false)
  })

  test('of any Unicode is read without a crash, and reading is final', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(han).map((c) => c.join('')),
        ),
        (text) => {
          expect(typeof pinyinOf(text)).toBe('string')
          expect(typeof normaliseName(text)).toBe('string')
        },
      ),
    )
  })
})

describe('pinyin', () => {
  test('reads a surname as a surname', () => {
    for (const [name, pinyin] of [
      ['单雄信', 'shanxiongxin'],
      ['曾国华', 'zengguohua'],
      ['区丽', 'ouli'],
      ['解小龙', 'xiexiaolong'],
      ['仇英', 'qiuying'],
      ['万俟卨', 'moqixie'],
      ['尉迟恭', 'yuchigong'],
      ['任华', 'renhua'],
      ['吕布', 'lvbu'],
      ['欧阳修', 'ouyangxiu'],
    ]) {
      expect(pinyinOf(name!), name).toBe(pinyin)
    }
  })

  test('gives syllables, initials, tones and further readings', () => {
    expect(syllablesOf('张小明')).toEqual(['zhang', 'xiao', 'ming'])
    expect(initialsOf('张小明')).toBe('zxm')
    expect(initialsOf('ZHANG Wei')).toBe('zw')
    expect(toneOf('张')).toBe(1)
    expect(readingsOf('乐')).toContain('yue')
    expect(readingsOf('A')).toEqual([])
  })

  test('knows every character of the common blocks', () => {
    let missing = 0
    for (let code = 0x4e00; code <= 0x9fa5; code++) if (pinyinOf(String.fromCharCode(code)) === '') missing++
    expect(missing).toBeLessThan(60)
  })
})
