/** Both languages side by side in the page; a switch at its top shows one. The words may hold markup of ours. */
export function both(zh: string, en: string): string {
  return `<span lang="zh-CN">${zh}</span><span lang="en">${en}</span>`
}

export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}

/** 1,234,567 */
export function whole(n: number): string {
  return Math.round(n).toLocaleString('en-US')
}

/** 99.73%; more places where it is nearly everything, as the difference is what matters there. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return '–'
  if (share > 0.9999 && share < 1) return '>99.99%'
  const places = share > 0.99 && share < 1 ? 2 : share > 0 && share < 0.001 ? 3 : 1
  return `${(100 * share).toFixed(places)}%`
}

export function bits(weight: number): string {
  return `${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(1)}`
}
