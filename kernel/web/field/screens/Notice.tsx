import { words } from '../../i18n.ts'
import { Banner } from '../../ui/Banner.tsx'
import { notice } from '../shift.ts'
import { strings } from '../strings.ts'

const say = words(strings)

/** Why the last shift ended by itself. */
export function Notice() {
  if (notice.value === 'wiped') return <Banner tone="problem">{say('wiped')}</Banner>
  if (notice.value === 'over') return <Banner tone="note">{say('shift_over')}</Banner>
  return null
}
