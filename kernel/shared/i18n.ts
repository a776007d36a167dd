/** The two languages every word of the program exists in. */
export const languages = ['zh', 'en'] as const
export type Language = (typeof languages)[number]

/** A message with `{name}` places in it. */
export type Message = string

export interface Catalogue<Key extends string> {
  zh: Record<Key, Message>
  en: Record<Key, Message>
}

/**
 * Declares a slice's words. The type of `en` is that of `zh`, so a missing or a surplus message is a type error;
 * a test also checks that both name the same `{places}`.
 */
export function catalogue<const Zh extends Record<string, Message>>(words: {
  zh: Zh
  en: { [Key in keyof Zh]: Message }
}): Catalogue<Extract<keyof Zh, string>> {
  return words as Catalogue<Extract<keyof Zh, string>>
}

export type Values = Record<string, string | number>

/** Puts `values` into the `{places}` of `message`. A place without a value stays visible, so that it is noticed. */
export function format(message: Message, values: Values = {}): string {
  return message.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place))
}

/** The places a message names, sorted: what a translation has to keep. */
export function placesIn(message: Message): string[] {
  return [...new Set(Array.from(message.matchAll(/\{(\w+)\}/g), (m) => m[1]!))].sort()
}

/** The best of our languages for an `Accept-Language` header or a browser's list; Chinese when nothing matches. */
export function pickLanguage(wanted: string | undefined): Language {
  for (const tag of (wanted ?? '').toLowerCase().split(',')) {
    if (tag.trim().startsWith('zh')) return 'zh'
    if (tag.trim().startsWith('en')) return 'en'
  }
  return 'zh'
}
