type Words = readonly [zh: string, en: string]

const comparisons: Record<string, Words> = {
  residentId: ['身份证号', 'resident ID'],
  residentIdMask: ['遮盖的身份证号', 'masked resident ID'],
  zhName: ['姓名', 'name'],
  zhNameMask: ['遮盖的姓名', 'masked name'],
  givenName: ['名', 'given name'],
  surname: ['姓', 'surname'],
  fullName: ['姓名', 'name'],
  phone: ['电话', 'phone'],
  phoneRivals: ['用这个电话的同姓者', 'people of the surname on this phone'],
  date: ['出生日期', 'birth date'],
  sex: ['性别', 'sex'],
  zhAddress: ['住址', 'address'],
  address: ['住址', 'address'],
  place: ['地点', 'place'],
  postcode: ['邮编', 'postcode'],
  email: ['邮箱', 'e-mail'],
  identifier: ['号码', 'number'],
  category: ['类别', 'category'],
  text: ['文字', 'text'],
}

const levels: Record<string, Words> = {
  same: ['相同', 'the same'],
  sound: ['同音', 'sounds the same'],
  near: ['只差一点', 'nearly the same'],
  edit: ['只差一位', 'one slip apart'],
  changed: ['差一个字', 'one character differs'],
  given: ['名相同、姓不同', 'same given name, other surname'],
  surname: ['只有姓相同', 'only the surname is the same'],
  partial: ['可见部分相符', 'the visible part fits'],
  mask: ['可见部分相符', 'what shows fits'],
  ends: ['首尾相符', 'both ends fit'],
  initial: ['仅姓氏可见且相符', 'only the surname shows, and fits'],
  alone: ['只有一人', 'only one'],
  two: ['两人', 'two'],
  many: ['三人以上', 'three or more'],
  loose: ['姓氏相符,但字数不合', 'the surname fits, the length does not'],
  twin: ['同地区同生日、顺序码不同(疑似双胞胎)', 'same area and birthday, other sequence (twins?)'],
  conflict: ['两个有效号码不同', 'two different valid numbers'],
  month: ['相差不到一个月', 'less than a month apart'],
  close: ['相差不多', 'not far apart'],
  year: ['年份相近', 'about the same year'],
  door: ['同一户', 'the same door'],
  building: ['同一楼栋', 'the same building'],
  place: ['同一小区', 'the same estate'],
  neighbour: ['门牌相近', 'a door nearby'],
  elsewhere: ['同小区不同楼', 'same estate, other building'],
  short: ['昵称或缩写', 'a short form'],
  like: ['相似', 'alike'],
  part: ['部分相同', 'one is part of the other'],
  swapped: ['两栏对调', 'the two columns changed places'],
  start: ['开头相同', 'the same beginning'],
  user: ['用户名相同', 'the same user name'],
  different: ['不同', 'different'],
}

/** What a comparison is called; columns of one type are told apart by their header. */
export function comparisonWords(name: string): Words {
  const [type, ...header] = name.split('.')
  const [zh, en] = comparisons[type!] ?? [name, name]
  return header.length === 0 ? [zh, en] : [`${zh}(${header.join('.')})`, `${en} (${header.join('.')})`]
}

/** A level in words. */
export function levelWords(level: string): Words {
  return levels[level] ?? [level, level]
}
