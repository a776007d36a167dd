import { catalogue } from '#shared/i18n.ts'

/** The office's page for files that phones have written. */
export const phoneFileWords = catalogue({
  zh: {
    nav: '手机文件',
    title: '导入手机文件',
    lead: '手机长时间没有网络时，可以把未上传的记录存成加密文件带来。重复导入不会重复计算。',
    drop: '手机存出的文件',
    drop_hint: '文件名以 qianxian- 开头，以 .json 结尾。',
    no_phone_file: '这不是手机存出的文件，或文件不完整。请在手机上“待传”里重新导出。',
    bringing: '正在导入',
    all_in: '{name} 的记录已全部导入。',
    some_in: '{name} 的记录只导入了一部分。',
    acts_in: '记录 {taken} / {of}',
    photos_in: '照片 {taken} / {of}',
    acts_left: '有的记录打不开：可能来自另一台服务器，或那一班登记已过很久。手机上的原件还在，联网后仍会上传。',
  },
  en: {
    nav: 'Phone files',
    title: 'Bring in a file from a phone',
    lead: 'A phone long without a network can save what it has not sent as a sealed file. Bringing it in twice changes nothing.',
    drop: 'The file that the phone saved',
    drop_hint: 'Its name begins with qianxian- and ends with .json.',
    no_phone_file: 'This is no file of a phone, or not a whole one. Export it anew under “Waiting” on the phone.',
    bringing: 'Bringing in',
    all_in: 'All records of {name} are in.',
    some_in: 'Only some records of {name} are in.',
    acts_in: 'Records: {taken} of {of}',
    photos_in: 'Photos: {taken} of {of}',
    acts_left:
      'Some records cannot be opened: they come from another server, or that shift was long ago. The phone still has them and sends them with its next network.',
  },
})
