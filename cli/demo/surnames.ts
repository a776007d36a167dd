/**
 * Surnames in the order of the Ministry of Public Security's count of the whole household register (2007), with the
 * millions of bearers that its name reports give for the first twenty (as of the end of 2018). The reports print only
 * ranks from there on, with two points (2019: rank 91 has 2.75 million; the first hundred have 85.9 % of the
 * register), so the shares between are the power law through ranks 20 and 91. It puts 85 % into the first hundred.
 */
const ranked =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪' +
  '陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔汤向常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂' +
  '章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解'
const compound = ['欧阳', '上官', '司马', '诸葛', '皇甫', '慕容', '司徒', '令狐']

const millions = [
  101.5, 100.9, 95.4, 72.1, 63.3, 46.2, 33.7, 28.6, 27.8, 26.8, 20.2, 19.4, 19.1, 18.1, 16.5, 15.8, 14.8, 14.2, 14.2,
  14.1,
]
const slope = Math.log(14.1 / 2.75) / Math.log(91 / 20)

export const surnames: readonly string[] = [...ranked, ...compound]

/** Bearers in millions, in the order of `surnames`. */
export const surnameWeights: readonly number[] = surnames.map(
  (name, at) => millions[at] ?? (name.length === 2 ? 0.4 : 14.1 * (20 / (at + 1)) ** slope),
)
