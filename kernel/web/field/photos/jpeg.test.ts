import { expect, it } from 'vitest'
import { plainJpeg } from './jpeg.ts'

const start = [0xff, 0xd8]
const jfif = [0xff, 0xe0, 0, 4, 1, 1]
const exif = [0xff, 0xe1, 0, 6, 0x45, 0x78, 0x69, 0x66]
const words = [0xff, 0xfe, 0, 4, 0x68, 0x69]
const frame = [0xff, 0xc0, 0, 5, 8, 1, 1]
const scan = [0xff, 0xda, 0, 4, 1, 1, 7, 7, 7, 0xff, 0xd9]

it('leaves out whatever tells more than the picture, and nothing of the picture', () => {
  const told = Uint8Array.from([...start, ...jfif, ...exif, ...words, ...frame, ...scan])
  const plain = [...start, ...jfif, ...frame, ...scan]
  expect(Array.from(plainJpeg(told))).toEqual(plain)
  expect(Array.from(plainJpeg(Uint8Array.from(plain)))).toEqual(plain)
})

it('takes nothing else for a picture', () => {
  for (const bytes of [[], start, [...start, ...exif], [0x89, 0x50, 0x4e, 0x47]])
    expect(() => plainJpeg(Uint8Array.from(bytes))).toThrow('no JPEG')
})
