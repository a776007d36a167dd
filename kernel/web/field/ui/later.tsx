import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { words } from '../../i18n.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { strings } from '../strings.ts'

const say = words(strings)

/**
 * A part of the app that few minutes of a shift need: read from the phone when it is first wanted, where it lies with
 * the rest of the same version. Only on a phone that lost its network within seconds of being enrolled it may be missing.
 */
export function later<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined
  return function Later(props: Props) {
    const [part, setPart] = useState(() => loaded)
    const [failed, setFailed] = useState(false)
    const read = () => {
      setFailed(false)
      load().then(
        (module) => setPart(() => (loaded = module.default)),
        () => setFailed(true),
      )
    }
    useEffect(() => {
      if (!loaded) read()
    }, [])
    if (failed)
      return (
        <Banner tone="warning" actions={<Button onClick={read}>{say('try_again')}</Button>}>
          {say('part_missing')}
        </Banner>
      )
    const Part = part
    return Part ? <Part {...props} /> : <p class="aside">{say('opening')}</p>
  }
}
