/**
 * Many texts in one block of bytes, found by number. Half a million of a workbook's shared strings would otherwise be
 * half a million objects, each keeping the chunk alive that it was cut from.
 */
export class StringPool {
  private bytes = Buffer.allocUnsafe(1 << 16)
  private ends = new Uint32Array(1 << 10)
  private used = 0
  private count = 0

  add(text: string): void {
    const most = text.length * 3
    if (this.used + most > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.used + most))
      this.bytes.copy(larger, 0, 0, this.used)
      this.bytes = larger
    }
    if (this.count === this.ends.length) {
      const larger = new Uint32Array(this.ends.length * 2)
      larger.set(this.ends)
      this.ends = larger
    }
    this.used += this.bytes.write(text, this.used, 'utf8')
    this.ends[this.count++] = this.used
  }

  /** The text of that number; undefined if there is none. */
  find(index: number): string | undefined {
    if (!(index >= 0 && index < this.count)) return undefined
    return this.bytes.toString('utf8', index === 0 ? 0 : this.ends[index - 1], this.ends[index])
  }
}
