/**
 * Characters that are taken for one another when a list is copied by hand, by eye or by a scanner. Written for this
 * package from shared components; each group stands for itself, and order within a group means nothing.
 */
const groups =
  '末未 己已巳 土士 人入 王玉 晴睛 倩清情 洋详祥 杨扬 佳住 萍苹平 婷停亭 芬芳 莹营萤 玮炜纬伟 建健 俊峻竣骏 辉晖挥 琳林淋 ' +
  '丽俪 静靖 娟涓绢 敏每 强张 燕雁 峰锋烽蜂 浩皓颢 凯恺铠 淑叔 云芸耘 梅海 晓哓饶 宇字 军车 明朋 红虹 霞瑕 艳滟 文交 ' +
  '华毕 国围 志忘 春舂 兰三 英莫 冬东 龙尤 飞气 波玻 鹏朋 雷雪 磊蕾 涛焘 超赵 博傅搏 勇涌 刚钢 永水 冰泳 成城诚 兵乒 ' +
  '利莉 康庚 宏宠 光先 全金 生牛 力刀 大太犬 天夫 子于予 巧功 可司 弘引 令今 秋秩 季李 杏呆 朱未 吴昊 陈阵 徐余 孙孑 ' +
  '胡湖 郭敦 何向 高亮 罗岁 梁粱 宋末 唐庸 许计 邓郑 冯马 曾曹 彭澎 肖宵 田由 董重 袁衰 潘播 蒋将 蔡祭 贾买 丁了 魏巍 ' +
  '薛薜 叶什 阎闫 余佘 汪王注 戴载 夏复 钟种 付傅 姜妾 崔催 廖寥 姚妮 邹皱 熊能 陆陈 郝赤 孔孑 白自 毛手 邱丘 秦泰 江汪 ' +
  '史吏 顾硕 侯候 邵绍 孟盂 万方 段叚 漕曹 钱线 汤场 尹伊 黎藜 易昜 常堂 武式 乔侨 贺驾 赖籁 龚袭 欣忻 昕晰 怡恰 瑶遥 琪淇 ' +
  '媛暖 嫒媛 馨磬 薇微 颖颍 颜彦 慧彗 惠蕙 思恩 悦锐 雅稚 妍研 菲非 菁青 蓉容 莲连 荣劳 桂挂 珍诊 珠株 玲铃 琴秦 瑞端 ' +
  '睿壑 轩斩 辰晨 昊吴 泽择 鑫金 森林 焱炎 淼森 垚土 彬杉 斌赋 彪虎 栋冻 梁粱 柏伯 松忪 枫讽 桐铜 榕溶 烨桦晔 煜昱 炳柄 ' +
  '坤伸 培陪 均钧 坚竖 堃方 增憎 学字 宁宇 守宁 安女 定走 宜宣 家象 宽觅 富副 寿涛 尚常 岚风 岩岸 川州 帅师 希布 ' +
  '延廷 廷庭 弟第 彤丹 彦产 德得 心必 忠患 怀坏 恒桓 恬括 慈兹 才寸 振震 捷婕 政正 新亲 旭旮 昌冒 星昱 昭照 晋普 景影 智知'

const partners = new Map<string, Set<string>>()
for (const group of groups.split(' ')) {
  for (const character of group) {
    const known = partners.get(character) ?? new Set<string>()
    for (const other of group) if (other !== character) known.add(other)
    partners.set(character, known)
  }
}

/** Whether two different characters are often taken for one another by eye. */
export function lookAlike(a: string, b: string): boolean {
  return partners.get(a)?.has(b) ?? false
}

let codes: Set<number> | undefined

/** The same for the codes of two characters, for millions of comparisons. */
export function lookAlikeCodes(a: number, b: number): boolean {
  if (codes === undefined) {
    codes = new Set()
    for (const [from, others] of partners)
      for (const to of others) codes.add(from.charCodeAt(0) * 65536 + to.charCodeAt(0))
  }
  return codes.has(a * 65536 + b)
}
