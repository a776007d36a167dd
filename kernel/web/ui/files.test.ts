import { expect, test } from 'vitest'
import { fileSize, refuseFile } from './files.ts'

test('a file is refused for its ending or its size, whatever its capitals', () => {
  expect(refuseFile({ name: '名单.XLSX', size: 10 }, ['.xlsx', '.csv'], 100)).toBeUndefined()
  expect(refuseFile({ name: 'a.exe', size: 10 }, ['.xlsx'], 100)).toBe('wrong_type')
  expect(refuseFile({ name: 'a.csv', size: 101 }, ['.csv'], 100)).toBe('too_big')
})

test('sizes are told in units that people know', () => {
  expect(fileSize(12_480_000)).toMatch(/12.5.*(MB|兆)/)
  expect(fileSize(900)).toMatch(/0.9/)
})
