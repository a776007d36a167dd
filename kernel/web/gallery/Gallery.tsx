import { Page } from '../ui/Page.tsx'
import { Acts } from './Acts.tsx'
import { Inputs } from './Inputs.tsx'
import { Lists } from './Lists.tsx'
import { Overview } from './Overview.tsx'
import { Words } from './Words.tsx'

/** Every component in each of its states: to look at, to check with axe, to choose from. Not part of a deployment. */
export default function Gallery() {
  return (
    <Page title="组件陈列 Gallery" lead="每个组件、每种状态。Every component in each of its states.">
      <Overview />
      <Acts />
      <Inputs />
      <Lists />
      <Words />
    </Page>
  )
}
