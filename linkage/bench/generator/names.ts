// Surnames with their counts are facts of the Ministry of Public Security; the product's demonstration keeps the list.
import { surnameWeights, surnames as surnameList } from '../../../cli/demo/surnames.ts'
import { findReading } from '../../src/pinyin.ts'
import { blurSyllable } from '../../src/syllables.ts'
import { type Random, weigh } from './random.ts'

export type Sex = 'M' | 'F'

/** What was in fashion for those born before a year, likelier ones first: by hand, for this generator. */
interface Fashion {
  before: number
  /** Share of given names of one character. */
  single: number
  M: [first: string, last: string]
  F: [first: string, last: string]
}

const fashions: readonly Fashion[] = [
  {
    before: 1950,
    single: 0.1,
    M: [
      '德国文明金福玉荣宝贵有长富祥生根发广林才守永世传学怀朝志家正天成庆仁万全连振云',
      '生根福贵荣华财林山清才富祥发元海义德明忠礼成安和臣堂年庭全田芝亭',
    ],
    F: ['秀桂玉淑凤兰美月素翠金惠春文雪爱巧彩瑞锦香菊银小莲云', '英兰珍芳华云莲琴香珠凤贞娥芝梅花娣芬霞清荣仙妹秀巧'],
  },
  {
    before: 1970,
    single: 0.22,
    M: [
      '建国志文卫爱明永玉德金新向红立援跃保学祖庆兴正长世春广海云福家光宝树',
      '国华军明民平东生林强荣忠义祥峰辉江海成根良革新文刚利群斌清才发福',
    ],
    F: [
      '秀玉桂红丽建美爱小月春淑金凤慧惠卫亚晓翠雪文素巧彩国新艳兰',
      '英华兰芳萍珍玲琴梅霞云红香芬平敏凤琳莲荣丽娟花珠菊英勤燕',
    ],
  },
  {
    before: 1990,
    single: 0.42,
    M: [
      '志建文晓海永俊小国春立新少宏庆卫明世光正东金德伟成学振家玉云红',
      '伟强勇军磊涛斌超波鹏杰辉刚峰平飞亮明华东龙健林锋凯宁兵旭江松君',
    ],
    F: ['晓丽小海春红雪艳玉文秀亚美冬燕金慧婷静月志彩云莉爱', '丽娟静敏燕艳芳霞娜玲洁萍红梅莉琴颖慧英琳华婷云君雪波蓉'],
  },
  {
    before: 2005,
    single: 0.3,
    M: [
      '嘉俊志子文宇浩天晨家明泽思一鹏永晓世佳少成振锦梓伟云海立',
      '杰豪鑫宇浩辉超凯旭阳峰博毅康斌洋龙文翔宁涛威帆轩亮磊强宏',
    ],
    F: ['雨思佳雅梦晓嘉欣文静子诗慧怡雪婧晨宇玉心美依紫亚可', '婷怡雪欣琪颖悦佳玉洁雯蕾琳萱倩莹慧瑶宁露敏雨丹彤妍菲静'],
  },
  {
    before: 2100,
    single: 0.1,
    M: [
      '子浩宇梓泽俊一奕沐铭景皓思嘉承晨亦若云书星锦明天佳博致彦',
      '轩宇涵睿泽辰晨豪然博航昊霖阳宸熙铭瑞诚希远恒琪逸哲洋安言',
    ],
    F: [
      '梓欣诗雨一语思若可子沐依佳芷艺安清锦苏念梦书昕心雅以',
      '涵萱妍彤怡桐欣琪诺瑶菲玥汐冉萌悦宁熙恩禾彤辰潼溪月妤阳',
    ],
  },
]

/** Whatever else people are called, in no order: about a quarter of all characters come from here. */
const others =
  '安昂邦宝保葆贝蓓本碧璧标彪宾彬滨冰秉炳波伯勃才采灿苍策昌畅超朝琛辰忱成呈诚澄驰崇初楚川传春淳慈聪丛达代岱丹道得登迪典鼎定栋' +
  '笃端敦铎娥恩尔发帆凡方飞菲丰枫锋逢凤福甫复富刚歌格耕功冠光广贵桂国果海含寒涵汉翰航豪好昊皓和河荷贺鹤恒衡红弘宏虹鸿厚虎华怀' +
  '欢焕辉卉会惠慧基吉积季纪继佳家嘉坚建健剑江姜娇杰洁捷介金津锦进晋京晶菁景敬靖静炯九久菊举巨娟君军俊峻竣骏开凯楷康可克宽奎' +
  '坤兰岚澜朗乐磊蕾黎礼李力立丽利莉励连莲廉良亮林临琳霖灵玲凌岭令柳龙隆露鲁璐禄伦罗洛满茂玫梅美萌孟梦弥米苗妙民敏名明铭鸣茗' +
  '沫牧慕娜楠妮年宁农诺欧攀培沛鹏平萍朴普齐奇琦琪琦启起千谦乾茜强巧勤琴青清晴庆秋群荃然人仁任荣容榕蓉如茹儒瑞锐润若森山善尚' +
  '韶绍深升生声胜盛圣诗石时士世仕书叔淑舒树双爽水顺朔思松嵩颂苏素太泰涛腾天恬田铁庭通同彤童图万望威微巍薇为维伟玮炜卫文雯闻' +
  '汶武西希昔熙喜霞夏仙先贤献香湘祥翔向骁潇小晓筱笑孝心欣新馨鑫信星兴行杏雄熊秀旭绪轩宣萱璇学雪勋雅亚延言岩炎妍研彦艳燕扬阳' +
  '洋瑶耀业叶烨一伊依怡宜仪以义艺亦奕易益逸毅音英莹盈颖映永咏勇泳优友有又佑于宇羽雨玉育钰煜裕毓元园圆远媛苑月岳悦越云芸耘韵' +
  '再赞则泽展章彰长招昭兆哲者珍真臻振震争正政之芝知志智致中忠钟仲舟洲竹主柱祝壮卓子姿紫梓宗祖佐喆堃淼焱垚昇旻晟暄琬琰瑾璟祺珂'

const surnameTable = weigh(surnameWeights)
const tailTable = weigh(Array.from(others, (_, at) => 1 / (at + 300)))
const tables = new Map<string, Uint16Array>()

export function makeSurname(random: Random): string {
  return surnameList[random.draw(surnameTable)]!
}

/** A given name in the fashion of a year of birth; with `first` the first of two characters is that one. */
export function makeGivenName(random: Random, sex: Sex, year: number, first = ''): string {
  const fashion = fashions.find(({ before }) => year < before)!
  const last = makeCharacter(random, fashion[sex][1])
  if (first === '' && random.chance(fashion.single)) return last
  const start = first || makeCharacter(random, fashion[sex][0])
  return start + last
}

function makeCharacter(random: Random, list: string): string {
  if (random.chance(0.24)) return others[random.draw(tailTable)]!
  let table = tables.get(list)
  if (table === undefined) {
    table = weigh(Array.from(list, (_, at) => 1 / (at + list.length / 4)))
    tables.set(list, table)
  }
  return list[random.draw(table)]!
}

const uyghur: Record<Sex, readonly string[]> = {
  M: '艾力 买买提 吐尔逊 阿卜杜拉 玉素甫 库尔班 艾合买提 亚森 热合曼 伊敏江 阿迪力 图尔洪 艾尼瓦尔 麦麦提敏'.split(' '),
  F: '阿依古丽 古丽娜尔 热依汗 帕提古丽 迪丽努尔 阿孜古丽 祖丽胡玛尔 米热古丽 阿依努尔 茹仙古丽 热孜万'.split(' '),
}

/** A Uyghur name: the own name and the father's, with a dot between. The own name takes the place of the surname. */
export function makeDottedName(random: Random, sex: Sex, father: string): [own: string, rest: string] {
  return [random.pick(uyghur[sex]), `·${father || random.pick(uyghur.M)}`]
}

/** All characters that a name here may have; from these an ear or an input method picks the wrong one. */
const characters = [
  ...new Set([
    ...fashions.flatMap(({ M, F }) => [...M, ...F].flatMap((list) => [...list])),
    ...others,
    ...surnameList.join(''),
  ]),
]
let bySound: Map<string, string[]> | undefined
let byBlur: Map<string, string[]> | undefined

function gather(key: (reading: string) => string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const character of characters) {
    const reading = findReading(character)
    if (reading === undefined) continue
    const list = found.get(key(reading))
    if (list === undefined) found.set(key(reading), [character])
    else list.push(character)
  }
  return found
}

/** Another character of the same sound or, with `blurred`, of one that a dialect takes for it; itself where none is. */
export function soundsLike(random: Random, character: string, blurred: boolean): string {
  bySound ??= gather((reading) => reading)
  byBlur ??= gather(blurSyllable)
  const reading = findReading(character)
  if (reading === undefined) return character
  const list = (blurred ? byBlur.get(blurSyllable(reading)) : bySound.get(reading)) ?? [character]
  return random.pick(list)
}

/**
 * Taken for one another by eye. A list of the generator's own, deliberately not the one that the library knows: about a
 * third of it is news to the library, as with real lists.
 */
const lookAlikes =
  '未末 己已 土士 人入 王玉 晴睛 倩清情 洋祥 杨扬 佳住 萍苹 婷停 芬芳 莹营 玮炜纬伟 建健 俊峻 辉晖 琳林 丽俪 静靖 娟涓 敏每 燕雁 ' +
  '峰锋 浩皓 凯恺 淑叔 云芸 梅海 晓哓 宇字 军车 明朋 红虹 霞瑕 国围 志忘 兰三 英莫 冬东 龙尤 鹏朋 雷雪 磊蕾 涛焘 超赵 勇涌 刚钢 ' +
  '成城 兵乒 光先 全金 力刀 天夫 子于 季李 吴昊 陈阵 徐余 胡湖 何向 高亮 田由 董重 蒋将 贾买 叶什 阎闫 汪王 付傅 姜妾 白自 史吏 ' +
  '候侯 万方 尹伊 乔侨 昕晰 瑶遥 琪淇 馨磬 薇微 颖颍 慧彗 惠蕙 思恩 妍研 菲非 菁青 容蓉 连莲 桂挂 珠株 玲铃 瑞端 辰晨 泽择 ' +
  '焱炎 森林 彬杉 栋冻 桐铜 烨桦 煜昱 坤伸 宁守 宜宣 富副 帅师 彤丹 恒桓 才寸 振震 新亲 昌冒 智知 ' +
  // From here on the library has most of them not.
  '铭铬 轩轩轿 睿容 涵函 博搏 宸震 豪毫 浩洁 然燃 瑾谨 瑜愉 璐露 嘉喜 欣欧 诗待 雨两 梓辛 萱宣 怡治 悦说 彦颜 逸免 毅殷 诚试 ' +
  '康唐 庆厌 庭廷 恺凯铠 懿鼓 承永 捷健 文丈 旭旮 晟盛 曼慢 月目 杰然 柯何 柳卯 楠南 民氏 沛市 波披 洪供 润闰 源原 漫慢 焕换 ' +
  '珂坷 珊册 琦奇 甜甘 硕顾 福幅 秀秃 竹付 筠均 红江 维堆 美关 羽习 翔羊 良艮 艳色 芝之 若苦 茂戊 莉利 荷何 蓓倍 虎虚 裕谷 ' +
  '贝见 贤坚 远运 迪油 邦帮 郁都 金全 钰玉 长张 阳阴 青责 韵韶 顺须 飞气 骏俊 鸿鸣 鹤鹏 黎梨 齐齐 斯斯期 寿涛 安女 宝玉 尧尭 ' +
  '山出 岩岸 平半 广厂 庄压 张弘 彭澎 方万 曹曾 朱失 杜社 江红 沈沉 潘番 田甲 石右 秦泰 罗岁 肖背 袁衷 谢射 谭潭 邓郑 钱线 韩朝 魏巍'
const partners = new Map<string, string>()
for (const group of lookAlikes.split(' '))
  for (const character of group)
    partners.set(character, (partners.get(character) ?? '') + group.replaceAll(character, ''))

/** A character that looks like it; itself where none is known. */
export function looksLike(random: Random, character: string): string {
  const list = partners.get(character)
  return list === undefined || list === '' ? character : random.pick(list)
}

// Unihan's simplified and traditional variants, of common name characters.
const traditionalPairs =
  '张張陈陳刘劉杨楊赵趙黄黃吴吳孙孫马馬郑鄭谢謝韩韓冯馮邓鄧许許萧蕭叶葉苏蘇吕呂卢盧钟鍾谭譚陆陸贾賈韦韋邹鄒邱邱龚龔严嚴钱錢赖賴' +
  '伟偉国國华華军軍杰傑涛濤刚剛辉輝飞飛东東龙龍丽麗娟娟静靜艳艷红紅兰蘭洁潔颖穎莹瑩婷婷芸蕓莲蓮凤鳳琼瓊云雲晓曉庆慶荣榮贵貴宝寶' +
  '学學卫衛爱愛玉玉义義礼禮发發广廣长長兴興时時泽澤轩軒铭銘锋鋒钢鋼岚嵐梦夢诗詩语語诺諾怀懷怡怡欢歡远遠进進达達连連'
const traditional = new Map<string, string>()
for (let at = 0; at < traditionalPairs.length; at += 2)
  traditional.set(traditionalPairs[at]!, traditionalPairs[at + 1]!)

export function toTraditional(name: string): string {
  return Array.from(name, (character) => traditional.get(character) ?? character).join('')
}
