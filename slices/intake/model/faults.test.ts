import { expect, test } from 'vitest'
import { placesIn } from '#shared/i18n.ts'
import { fields } from '../model.ts'
import { answerWords, faultWords, fieldWords } from '../strings.ts'
import { describeFault, faultCodes } from './faults.ts'

test('every fault and every field has words in both languages', () => {
  for (const language of ['zh', 'en'] as const) {
    expect(Object.keys(faultWords[language]).sort()).toEqual([...faultCodes].sort())
    expect(Object.keys(fieldWords[language]).sort()).toEqual([...fields].sort())
  }
  for (const words of [faultWords, fieldWords, answerWords]) {
    for (const [key, message] of Object.entries(words.zh)) {
      expect(placesIn((words.en as Record<string, string>)[key]!)).toEqual(placesIn(message))
    }
  }
})

test('a fault is one sentence that names its column', () => {
  expect(describeFault({ field: 'phone', code: 'phone_length' }, 'zh')).toBe('电话位数不对，可能少写或多写一位。')
  expect(describeFault({ field: null, code: 'name_only' }, 'en')).toContain('Ask the sender')
})
