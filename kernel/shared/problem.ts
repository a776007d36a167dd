import { type Language, type Values, format } from './i18n.ts'

/**
 * Every expected failure, in one voice: what is the matter, and what to do next.
 * `status` is HTTP's. Slices add their own with `defineProblems`.
 */
export interface ProblemKind {
  status: number
}

const kinds = new Map<string, ProblemKind & { zh: string; en: string }>()

/** Adds problem kinds: `{ code: [status, 中文, English] }`. A code is defined once in the whole program. */
export function defineProblems<const T extends Record<string, [status: number, zh: string, en: string]>>(
  table: T,
): { [Code in keyof T]: Code } {
  const codes = {} as { [Code in keyof T]: Code }
  for (const code of Object.keys(table) as (keyof T & string)[]) {
    const [status, zh, en] = table[code]!
    kinds.set(code, { status, zh, en })
    codes[code] = code
  }
  return codes
}

/** An expected failure. Thrown anywhere, turned into an RFC 9457 answer in one place. Bugs are not Problems. */
export class Problem extends Error {
  readonly code: string
  readonly values: Values
  readonly details: unknown
  readonly retryAfter: number | undefined

  constructor(code: string, values: Values = {}, more: { details?: unknown; retryAfter?: number } = {}) {
    super(`${code} ${JSON.stringify(Object.keys(values))}`)
    this.name = 'Problem'
    this.code = code
    this.values = values
    this.details = more.details
    this.retryAfter = more.retryAfter
  }

  get status(): number {
    return kinds.get(this.code)?.status ?? 500
  }

  /** The sentence a person reads. */
  words(language: Language): string {
    const kind = kinds.get(this.code)
    return kind ? format(kind[language], this.values) : this.code
  }
}

/** Code, status and both wordings of every problem defined so far: for the API's description and for tests. */
export function problemKinds(): { code: string; status: number; zh: string; en: string }[] {
  return [...kinds].map(([code, kind]) => ({ code, ...kind }))
}

/** For what cannot happen: dies loudly instead of going on with nonsense. */
export function must<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`must have ${what}`)
  return value
}

export const problem = defineProblems({
  invalid_input: [422, '输入有误：{where} {why}', 'The input is not right: {where} {why}'],
  not_found: [
    404,
    '找不到这条记录，可能已被删除或不在您的辖区。',
    'Not found. It may have been removed, or lies outside your area.',
  ],
  not_signed_in: [401, '请先登录。', 'Please sign in first.'],
  wrong_credentials: [401, '账号或密码不对，请重试。', 'Wrong account or password. Please try again.'],
  forbidden: [
    403,
    '您的岗位没有这项权限，请联系社区管理员。',
    'Your role does not allow this. Ask your community administrator.',
  ],
  too_many_attempts: [
    429,
    '尝试次数过多，请在 {minutes} 分钟后再试。',
    'Too many attempts. Try again in {minutes} minutes.',
  ],
  too_large: [413, '内容太大：最多 {limit}。', 'Too large: at most {limit}.'],
  busy: [
    429,
    '系统繁忙，记录已保存在本机，稍后自动重发。',
    'The server is busy. Your work is saved here and will be sent again shortly.',
  ],
  unavailable: [
    503,
    '数据库正在重新启动，记录已保存在本机，稍后自动重发。',
    'The database is starting again. Your work is saved here and will be sent again shortly.',
  ],
  stale: [409, '这条记录刚被他人修改，请刷新后再改。', 'Somebody else has just changed this. Reload and try again.'],
  internal: [
    500,
    '程序出错，已记录（编号 {id}）。您的数据没有丢失，请稍后重试。',
    'Something broke and was logged (number {id}). Nothing was lost; please try again later.',
  ],
  // Why an act is kept but not followed: the one who did it reads this under "needs attention".
  unknown_kind: [
    422,
    '服务器还不认识这种记录，升级后会自动处理。',
    'The server does not know this kind of record yet. It will be read after its update.',
  ],
  newer_version: [
    422,
    '这条记录来自更新的应用版本，服务器升级后会自动处理。',
    'This record comes from a newer app. It will be read after the server’s update.',
  ],
  invalid_payload: [
    422,
    '这条记录不完整，已原样保存，请联系社区管理员。',
    'This record is incomplete. It was kept as it is; tell your community administrator.',
  ],
  not_yours: [
    403,
    '这项任务已分配给别人，记录已保存，由社区办公室决定。',
    'This task was given to somebody else. The record is kept; the office decides.',
  ],
  no_subject: [
    409,
    '服务器上还没有这个人或这项任务，记录已保存，请联系社区办公室。',
    'The server does not have this person or task. The record is kept; tell the office.',
  ],
  already_open: [
    409,
    '此人已有一项待核查任务，请在那项任务上记录。',
    'This person has an open task already. Please record it there.',
  ],
  unreadable: [
    422,
    '服务器读不懂这条记录，它仍在本机：请导出并交给社区办公室。',
    'The server cannot read this record. It is still on this device: export it and give it to the office.',
  ],
  merge_circle: [
    409,
    '这两条记录已经是同一人，或其中一条已不在底册，请刷新后再看。',
    'These two entries are one person already, or one of them is not here. Reload and look again.',
  ],
  unknown_community: [
    404,
    '服务器上没有这个社区，记录仍在本机，请联系管理员。',
    'The server has no such community. The record is still on this device; tell your administrator.',
  ],
  seq_reuse: [
    409,
    '本机的记录编号已被占用（可能是复制或恢复的手机），请重新登录。',
    'This device’s numbers are in use already (a copied or restored phone?). Please sign in anew.',
  ],
  client_too_old: [426, '应用版本太旧，请更新。', 'This version of the app is too old. Please update it.'],
})
