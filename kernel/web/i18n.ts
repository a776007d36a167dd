import { computed, effect, signal } from '@preact/signals'
import { type Catalogue, type Language, type Values, format, pickLanguage } from '#shared/i18n.ts'
import { keep, kept } from './kept.ts'

const KEY = 'language'

/** The language of the screen. Reading it while rendering makes the component follow it. */
export const language = signal<Language>(kept<Language>(KEY) ?? pickLanguage(browserLanguages()))

/** For `lang` attributes and for Intl. */
export const locale = computed(() => (language.value === 'zh' ? 'zh-CN' : 'en'))

function browserLanguages(): string {
  return typeof navigator === 'undefined' ? '' : (navigator.languages?.join(',') ?? '')
}

export function setLanguage(wanted: Language): void {
  language.value = wanted
  keep(KEY, wanted)
}

/** Tells the document's language to fonts, hyphenation and screen readers. Called once, by main. */
export function applyLanguage(root: HTMLElement): void {
  effect(() => {
    root.lang = locale.value
  })
}

/** Says one message of a catalogue in the current language. */
export function t<Key extends string>(catalogue: Catalogue<Key>, key: Key, values?: Values): string {
  return format(catalogue[language.value][key], values)
}

export type Translate = typeof t

/** Binds `t` to one catalogue: `const say = words(strings)`, then `say('title')` while rendering. */
export function words<Key extends string>(catalogue: Catalogue<Key>): (key: Key, values?: Values) => string {
  return (key, values) => t(catalogue, key, values)
}

/** Several things in one line, as the language parts them: 、 or a comma. */
export function listed(things: readonly string[]): string {
  return things.join(language.value === 'zh' ? '、' : ', ')
}

/** What is done, and with whom, as one title. */
export function titled(what: string, who: string): string {
  return language.value === 'zh' ? `${what}：${who}` : `${what}: ${who}`
}
