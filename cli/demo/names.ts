import { type Random, cumulate } from './random.ts'
import { surnames, surnameWeights } from './surnames.ts'

export type Sex = 'M' | 'F'

interface Fashion {
  /** Cohorts born before this year that no earlier fashion took. */
  before: number
  /** Share of given names of one character: rare before 1950, most common about 1985, falling since. */
  single: number
  M: [first: string, second: string]
  F: [first: string, second: string]
}

/** Characters that parents of a time liked, by their place in the name. Chosen by hand for this generator. */
const fashions: readonly Fashion[] = [
  {
    before: 1950,
    single: 0.08,
    M: [
      '德国文明金福玉荣宝贵有长富祥生根发广林才守永世传学怀朝志家正',
      '生根福贵荣华财林山清才富祥发元海义德明忠礼成安和',
    ],
    F: ['秀桂玉淑凤兰美月素翠金惠春文雪爱巧彩瑞锦', '英兰珍芳华云莲琴香珠凤贞娥芝梅花娣芬霞清'],
  },
  {
    before: 1970,
    single: 0.2,
    M: ['建国志文卫爱明永玉德金新向红立援跃保学祖庆兴正长', '国华军明民平东生林强荣忠义祥峰辉江海成根良革'],
    F: ['秀玉桂红丽建美爱小月春淑金凤慧惠卫亚晓翠', '英华兰芳萍珍玲琴梅霞云红香芬平敏凤琳莲荣'],
  },
  {
    before: 1990,
    single: 0.45,
    M: ['志建文晓海永俊小国春立新少宏庆卫明世', '伟强勇军磊涛斌超波鹏杰辉刚峰平飞亮明华东龙健'],
    F: ['晓丽小海春红雪艳玉文秀亚美冬燕金慧婷', '丽娟静敏燕艳芳霞娜玲洁萍红梅莉琴颖慧英琳'],
  },
  {
    before: 2005,
    single: 0.32,
    M: ['嘉俊志子文宇浩天晨家明泽思一鹏永晓', '杰豪鑫宇浩辉超凯旭阳峰博毅康斌洋龙文翔宁'],
    F: ['雨思佳雅梦晓嘉欣文静子诗慧怡雪婧', '婷怡雪欣琪颖悦佳玉洁雯蕾琳萱倩莹慧瑶宁露'],
  },
  {
    before: 2100,
    single: 0.1,
    M: ['子浩宇梓泽俊一奕沐铭景皓思嘉承晨亦若云书', '轩宇涵睿泽辰晨豪然博航昊霖阳宸熙铭瑞诚希'],
    F: ['梓欣诗雨一语思若可子沐依佳芷艺安清锦苏念', '涵萱妍彤怡桐欣琪诺瑶菲玥汐冉萌悦宁熙恩禾'],
  },
]

const surnameSums = cumulate(surnameWeights)
// Early characters of a list are likelier, the first about four times the last.
const sums = new Map<string, number[]>()

export function makeSurname(random: Random): string {
  return surnames[random.weighted(surnameSums)]!
}

/** A given name in the fashion of the year of birth. */
export function makeGivenName(random: Random, sex: Sex, year: number): string {
  const fashion = fashions.find(({ before }) => year < before)!
  const [first, second] = fashion[sex]
  const last = pickCharacter(random, second)
  if (random.chance(fashion.single)) return last
  const start = pickCharacter(random, first)
  return start === last ? last + last : start + last
}

function pickCharacter(random: Random, list: string): string {
  let weights = sums.get(list)
  if (!weights) {
    weights = cumulate(Array.from(list, (_, at) => 1 / (at + list.length / 3)))
    sums.set(list, weights)
  }
  return list[random.weighted(weights)]!
}

const uyghur: Record<Sex, string[]> = {
  M: ['艾力', '买买提', '吐尔逊', '阿卜杜拉', '玉素甫', '库尔班', '艾合买提', '亚森', '热合曼', '伊敏江'],
  F: ['阿依古丽', '古丽娜尔', '热依汗', '帕提古丽', '迪丽努尔', '阿孜古丽', '祖丽胡玛尔', '米热古丽'],
}

/** A Uyghur name: the own name, a dot, the father's name. */
export function makeDottedName(random: Random, sex: Sex, father: string | undefined): string {
  return `${random.pick(uyghur[sex])}·${father?.split('·')[0] ?? random.pick(uyghur.M)}`
}

/** Nationality (ISO 3166-1 alpha-3), family names and given names, each common in its country; combined at random. */
const foreign: readonly [nationality: string, family: string, male: string, female: string][] = [
  ['KOR', 'KIM LEE PARK CHOI JUNG', 'MINJUN SEOJUN JIHOON SUNGHO', 'SEOYEON JIWOO MINJI SOOJIN'],
  ['USA', 'SMITH JOHNSON MILLER DAVIS WILSON', 'JAMES MICHAEL DAVID ERIC', 'EMILY SARAH LAURA ANNA'],
  ['JPN', 'SATO SUZUKI TANAKA ITO YAMADA', 'HIROSHI KENJI TAKUMI', 'YUKI AIKO HARUKA'],
  ['PAK', 'KHAN AHMED HUSSAIN MALIK', 'BILAL USMAN IMRAN HAMZA', 'AYESHA FATIMA SANA'],
  ['GBR', 'JONES TAYLOR BROWN EVANS', 'OLIVER HARRY GEORGE', 'AMELIA GRACE ALICE'],
  ['DEU', 'MUELLER SCHMIDT WEBER', 'JONAS LUKAS FELIX', 'MARIE CLARA NINA'],
  ['FRA', 'MARTIN BERNARD PETIT', 'LOUIS HUGO PAUL', 'CAMILLE LEA CHLOE'],
  ['RUS', 'IVANOV PETROV SMIRNOV', 'DMITRI ALEXEI IVAN', 'OLGA ANNA MARIA'],
  ['VNM', 'NGUYEN TRAN LE PHAM', 'VAN MINH DUC ANH', 'THI LAN HOA LINH'],
  ['NGA', 'OKAFOR ADEYEMI BELLO', 'CHINEDU EMEKA TUNDE', 'NGOZI AMINA ADA'],
]

export interface ForeignName {
  nationality: string
  family: string
}

export function makeForeignFamily(random: Random): ForeignName {
  const [nationality, family] = random.pick(foreign)
  return { nationality, family: random.pick(family.split(' ')) }
}

export function makeForeignGivenName(random: Random, nationality: string, sex: Sex): string {
  const [, , male, female] = foreign.find(([code]) => code === nationality)!
  return random.pick((sex === 'M' ? male : female).split(' '))
}

/** Every character that a given name here may have, once: from these a slip of the keyboard picks. */
export const givenCharacters: readonly string[] = [
  ...new Set(fashions.flatMap(({ M, F }) => [...M, ...F].flatMap((list) => [...list]))),
]
