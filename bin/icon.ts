// Draws the app's icon as PNG: the five threads that become one, as in kernel/web/public/icon.svg. Phones want bitmaps.
import { deflateSync } from 'node:zlib'

type Point = readonly [x: number, y: number]

const ground = [0x24, 0x40, 0x6f] as const
const thread = [0xf5, 0xf3, 0xec] as const

/** Four threads as cubic curves on a 32 × 32 grid, and the needle. */
const threads = [
  [4, 8, 12, 8, 13, 16, 20, 16],
  [4, 13.3, 11, 13.3, 13, 16, 20, 16],
  [4, 18.7, 11, 18.7, 13, 16, 20, 16],
  [4, 24, 12, 24, 13, 16, 20, 16],
]

/**
 * The icon as PNG. `round`: with the corners of the SVG; otherwise filled to the edge, and drawn smaller, for systems
 * that cut their own shape out of it.
 */
export function drawIcon(size: number, { round }: { round: boolean }): Uint8Array {
  const strokes = [
    ...threads.map((curve) => ({ points: flatten(curve), half: 0.8 })),
    { points: [[20, 16] as const, [28, 16] as const], half: 1.2 },
  ]
  const zoom = round ? 1 : 0.72
  const pixels = Buffer.alloc(size * size * 4)
  const edge = 32 / size / 2
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [ux, uy] = [((x + 0.5) * 32) / size, ((y + 0.5) * 32) / size] as const
      const [px, py] = [(ux - 16) / zoom + 16, (uy - 16) / zoom + 16] as const
      let ink = 0
      // Nothing is drawn far from the threads: most of the square is plain ground.
      const near = px > 2 && px < 30 && py > 6 && py < 26
      if (near)
        for (const { points, half } of strokes) {
          ink = Math.max(ink, cover(distanceTo(points, px, py) - half, edge / zoom))
        }
      const inside = round ? cover(distanceToBox(ux, uy), edge) : 1
      const at = (y * size + x) * 4
      for (let c = 0; c < 3; c++) pixels[at + c] = Math.round(ground[c]! + (thread[c]! - ground[c]!) * ink)
      pixels[at + 3] = Math.round(255 * inside)
    }
  }
  return encode(size, pixels)
}

/** How much of a pixel lies inside an edge at this distance: soft over one pixel. */
function cover(distance: number, edge: number): number {
  return Math.min(1, Math.max(0, 0.5 - distance / (2 * edge)))
}

function flatten(curve: readonly number[]): Point[] {
  const [x0, y0, x1, y1, x2, y2, x3, y3] = curve as [number, number, number, number, number, number, number, number]
  return Array.from({ length: 17 }, (_, n): Point => {
    const t = n / 16
    const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3] as const
    return [a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3]
  })
}

function distanceTo(points: readonly Point[], x: number, y: number): number {
  let best = Infinity
  for (let i = 1; i < points.length; i++) {
    const [ax, ay] = points[i - 1]!
    const [dx, dy] = [points[i]![0] - ax, points[i]![1] - ay] as const
    const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
    best = Math.min(best, Math.hypot(x - ax - t * dx, y - ay - t * dy))
  }
  return best
}

function distanceToBox(x: number, y: number): number {
  const corner = 7
  const [dx, dy] = [Math.abs(x - 16) - 16 + corner, Math.abs(y - 16) - 16 + corner] as const
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - corner
}

function encode(size: number, pixels: Buffer): Buffer {
  const rows = Buffer.alloc(size * (size * 4 + 1))
  for (let y = 0; y < size; y++) pixels.copy(rows, y * (size * 4 + 1) + 1, y * size * 4, (y + 1) * size * 4)
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([8, 6, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  body.copy(whole, 4)
  whole.writeUInt32BE(crc(body), body.length + 4)
  return whole
}

function crc(bytes: Uint8Array): number {
  let value = 0xffffffff
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  }
  return (value ^ 0xffffffff) >>> 0
}
