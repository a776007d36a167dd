import { expect, test } from 'vitest'
import { builtInFormat, decimalText, numberStyle, numberText } from './number-text.ts'

const general = numberStyle('General')

test('phones and long numbers never show an exponent or a fraction', () => {
  expect(numberText(13812345678, general, false)).toEqual(['13812345678', 'n'])
  expect(numberText(1.3812345678e10, general, false)).toEqual(['13812345678', 'n'])
  expect(decimalText(0.1 + 0.2)).toBe('0.3')
  expect(decimalText(1e-7)).toBe('0.0000001')
  expect(decimalText(-5)).toBe('-5')
})

test('a number with more than fifteen digits is marked as rounded', () => {
  expect(numberText(Number('320106199001011230'), general, false)).toEqual(['320106199001011000', 'r'])
  expect(numberText(320106900101123, general, false)).toEqual(['320106900101123', 'n'])
})

test('date formats of every office are known', () => {
  for (const code of ['yyyy-mm-dd', 'yyyy"年"m"月"d"日"', '[$-804]yyyy/m/d;@', 'd-mmm-yy', 'm/d', 'e"年"m"月"'])
    expect([code, numberText(45_000, numberStyle(code), false)]).toEqual([code, ['2023-03-15', 'd']])
  for (const id of [14, 15, 27, 31, 57, 58]) expect(numberStyle(builtInFormat(id)).date).toBe(true)
  for (const code of ['0', '0.00', '#,##0', '0.00E+00', '"day"0', '¥#,##0', '[Red]0', '@', 'General', '0_);(0)'])
    expect([code, numberStyle(code).date, numberStyle(code).time]).toEqual([code, false, false])
})

test('times are shown to the minute, with seconds only where there are any', () => {
  const stamp = numberStyle('yyyy-mm-dd hh:mm:ss')
  expect(numberText(45_000.875, stamp, false)[0]).toBe('2023-03-15 21:00')
  expect(numberText(45_000 + 1 / 86_400, stamp, false)[0]).toBe('2023-03-15 00:00:01')
  expect(numberText(0.5, numberStyle('hh:mm'), false)[0]).toBe('12:00')
})

test('both calendars and the false leap day are kept apart', () => {
  const date = numberStyle('yyyy-mm-dd')
  expect(numberText(1, date, false)[0]).toBe('1900-01-01')
  expect(numberText(61, date, false)[0]).toBe('1900-03-01')
  expect(numberText(0 + 43_538, date, true)[0]).toBe('2023-03-15')
})

test('a birth date typed as 19900101 in a date column stays that number', () => {
  expect(numberText(19_900_101, numberStyle('yyyy-mm-dd'), false)).toEqual(['19900101', 'n'])
})

test('zero padding is part of what a person sees', () => {
  expect(numberText(12, numberStyle('000000'), false)[0]).toBe('000012')
  expect(numberText(0.38, numberStyle('0%'), false)[0]).toBe('38%')
})
