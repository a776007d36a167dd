import { expect, test } from 'vitest'
import { fileNameIn, withQuery } from './http.ts'

test('a query leaves out what is empty and encodes the rest', () => {
  expect(withQuery('/v1/tasks', { q: '', page: 2, name: '王 & 李', none: undefined })).toBe(
    '/v1/tasks?page=2&name=%E7%8E%8B+%26+%E6%9D%8E',
  )
  expect(withQuery('/v1/tasks', { q: null })).toBe('/v1/tasks')
})

test('the name of a download is read in Chinese where the server gives it', () => {
  expect(fileNameIn(`attachment; filename="a.xlsx"; filename*=UTF-8''%E5%90%8D%E5%8D%95.xlsx`)).toBe('名单.xlsx')
  expect(fileNameIn('attachment; filename="a.xlsx"')).toBe('a.xlsx')
  expect(fileNameIn(null)).toBeUndefined()
})
