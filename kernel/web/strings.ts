import { catalogue } from '#shared/i18n.ts'

/** Words of the web kernel itself; the components' own are in ui/strings.ts. */
export const strings = catalogue({
  zh: {
    product: '千线',
    unreachable: '连不上服务器。已填写的内容还在，请检查网络后重试。',
    unreadable: '服务器的答复无法读取（状态 {status}）。请稍后重试；仍不行请联系管理员。',
    cancelled: '已取消。',
    failed: '没有成功（状态 {status}）。请稍后重试。',
    not_found: '找不到这个页面',
    not_found_hint: '地址可能输错了，或者这个页面不在您的岗位范围内。',
    broken: '页面出错了',
    broken_hint: '您填写并已保存的记录没有丢失。请重新载入页面；仍不行请把下面的文字告诉管理员。',
    reload: '重新载入',
    go_home: '回到首页',
    loading: '正在载入',
    not_allowed: '您的岗位不能使用这个页面',
    not_allowed_hint: '如需使用，请联系社区管理员调整岗位。',
  },
  en: {
    product: 'Qianxian',
    unreachable: 'The server cannot be reached. What you typed is still here: check the network and try again.',
    unreadable: 'The server’s answer cannot be read (status {status}). Try again later, or tell your administrator.',
    cancelled: 'Cancelled.',
    failed: 'That did not work (status {status}). Please try again later.',
    not_found: 'There is no such page',
    not_found_hint: 'The address may be mistyped, or the page is not part of your role.',
    broken: 'This page broke',
    broken_hint:
      'Records that you saved are not lost. Reload the page; if that does not help, give the text below to your administrator.',
    reload: 'Reload',
    go_home: 'Go to the start',
    loading: 'Loading',
    not_allowed: 'Your role does not include this page',
    not_allowed_hint: 'Ask your community administrator if you need it.',
  },
})
