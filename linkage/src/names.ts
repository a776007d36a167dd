import { compoundSurnames } from './surnames.ts'
import { foldMasks, foldText } from './text.ts'

export interface NameReading {
  /** Normalised: no blanks between Chinese characters, `·` for every middle dot, masks as `*`, no title. */
  name: string
  surname: string
  given: string
  /** Some characters are hidden: `张*`, `*伟`, or only a title was given (`张先生` reads as `张*`). */
  masked: boolean
  /** The title that stood in place of the given name or after the name. */
  title: string | null
  /** Sex as the title tells it. */
  sex: 'M' | 'F' | null
  script: 'han' | 'latin' | 'mixed' | 'none'
}

const titles = /(先生|女士|小姐|太太|阿姨|大妈|大爷|大叔|叔叔|师傅|老师|同志|主任|经理|医生|大夫|书记|老板)$/
const women = /女士|小姐|太太|阿姨|大妈/
const men = /先生|大爷|大叔|叔叔/
const han = /[\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3134f}〇]/u

/**
 * Reads a name as lists write it: blanks inside, full-width letters, several middle dots, masks (`张*`, `张某某`,
 * `**伟`), titles (`张先生`), remarks in brackets, a number at its end for the second bearer. Never throws.
 */
export function readName(text: string): NameReading {
  const folded = foldText(text)
  // Middle dots must be told from masks before masks become stars.
  const bare = folded
    .replace(/[((【[][^))】\]]*[))】\]]?/g, '')
    .replace(/(?<=[\u3400-\u9fff])\s*[·•・‧∙⋅․﹒．.˙]\s*(?=[\u3400-\u9fff])/g, '·')
  const plain = hanOnly(
    foldMasks(
      bare
        .replace(/[,、;。'"“”]/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    ),
  )
  const script = scriptOf(plain)
  if (script === 'latin' || script === 'none') return latinName(plain, script)
  const titled = titles.exec(plain)
  const core = (titled && plain.length > titled[0].length ? plain.slice(0, -titled[0].length) : plain)
    .replace(/\d+$/, '')
    .replace(/^[老小](?=[\u3400-\u9fff]$)/, '')
    .replace(/(?<=^.{1,2})某+/, (m) => '*'.repeat(m.length))
  const title = titled && plain.length > titled[0].length ? titled[0] : null
  const { surname, given } = splitName(core)
  // A lone surname is as good as a masked name, with a title or without one.
  const name = given === '' && title !== null ? `${surname}*` : core
  const sex = title === null ? null : women.test(title) ? 'F' : men.test(title) ? 'M' : null
  return { name, surname: surname.replaceAll('*', ''), given, masked: name.includes('*'), title, sex, script }
}

/** The normalised name alone; `''` for nothing. */
export function normaliseName(text: string): string {
  return readName(text).name
}

/** Surname and given name of a normalised Chinese name. Names with `·` are kept whole as given name. */
export function splitName(name: string): { surname: string; given: string } {
  if (name.includes('·')) return { surname: '', given: name }
  const characters = [...name]
  const two = characters.slice(0, 2).join('')
  const cut = characters.length > 2 && compoundSurnames.has(two) ? 2 : 1
  return { surname: characters.slice(0, cut).join(''), given: characters.slice(cut).join('') }
}

/** Whether a masked name (`张*`, `*伟`, `张*伟`) can be the whole name. A final `*` stands for one or two characters. */
export function nameMaskMatches(mask: string, whole: string): boolean {
  const marks = [...mask]
  const characters = [...whole]
  if (marks.length === characters.length) return marks.every((m, i) => m === '*' || m === characters[i])
  // `张*` for a name of three, `张**` for a name of two: the star is a habit, not a count.
  const head = marks.indexOf('*')
  const tail = marks.length - 1 - marks.lastIndexOf('*')
  if (head < 0 || head + tail >= characters.length || characters.length > 4) return false
  for (let i = 0; i < head; i++) if (marks[i] !== characters[i]) return false
  for (let i = 1; i <= tail; i++) if (marks.at(-i) !== characters.at(-i)) return false
  return head + tail > 0
}

function hanOnly(text: string): string {
  return scriptOf(text) === 'latin' ? text : text.replace(/(?<=[\u3400-\u9fff·*])\s+(?=[\u3400-\u9fff·*])/g, '')
}

function scriptOf(text: string): NameReading['script'] {
  const isHan = han.test(text)
  const isLatin = /[a-zA-Z\u00c0-\u024f]/.test(text)
  return isHan && isLatin ? 'mixed' : isHan ? 'han' : isLatin ? 'latin' : 'none'
}

/** Latin names: `ZHANG WEI`, `Zhang, Wei`, `ZHANG/WEI`. The order of the parts is not known, so the first stands as surname. */
function latinName(text: string, script: 'latin' | 'none'): NameReading {
  const name = text
    .replace(/[/.\-_]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toUpperCase()
  const [surname = '', ...rest] = name.split(' ')
  return { name, surname, given: rest.join(' '), masked: name.includes('*'), title: null, sex: null, script }
}
