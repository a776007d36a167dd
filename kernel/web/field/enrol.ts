import { maskName } from './mask-name.ts'
import { beginShift, claim, signIn } from './office.ts'
import { enter, justEnrolled, readMembers, writePapers } from './shift.ts'
import { tellTabs } from './tabs.ts'
import { addMember, listMembers } from './vault/members.ts'

/** What somebody begins a shift with. */
export type Credential = { enrolment: string } | { login: string; password: string }

/** The code in what was scanned, typed or pasted: a whole link or the bare code; null where there is none. */
export function readEnrolment(text: string): string | null {
  const plain = text.trim()
  const linked = /\/enrol\/([A-Za-z0-9_-]{20,})$/.exec(plain)?.[1]
  return linked ?? (/^[A-Za-z0-9_-]{40,60}$/.test(plain) ? plain : null)
}

/**
 * Takes the code, which works once, only when the PIN has been chosen: so nobody loses it half-way. Then the server
 * gives what the store needs, and the store is made around it.
 */
export async function enrol(credential: Credential, pin: string): Promise<void> {
  const known = await listMembers()
  const devices = known.map(({ device }) => device)
  const { token } =
    'enrolment' in credential
      ? await claim(credential.enrolment, devices)
      : await signIn(credential.login, credential.password, devices)
  const { papers, share, until, now, handIn } = await beginShift(token)
  const { account, device, roles } = papers.me
  const [post] = roles
  const about = {
    id: account.id,
    device: device.id,
    mask: maskName(account.name),
    role: post?.role ?? '',
    area: post?.area.name ?? '',
    until,
    handIn,
  }
  const key = await addMember(about, pin, share, Math.max(now, Date.now()))
  await writePapers(key, account.id, papers)
  await readMembers()
  tellTabs('members')
  const member = (await listMembers()).find(({ id }) => id === account.id)!
  justEnrolled.value = true
  await enter(key, member)
}
