import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import type { Permission } from '#shared/act.ts'
import type { Translate } from './i18n.ts'
import type { IconName } from './ui/icons.ts'

/** The four homes of the app; who sees which follows from role, post and place. */
export type Home = 'field' | 'office' | 'command' | 'public'

/** A page of the app, declared by its slice in `slices/<name>/screens.ts`. */
export interface Screen {
  /** A preact-iso pattern, e.g. `/people/:id`. Parameters reach the component through `useRoute().params`. */
  path: string
  title: (t: Translate) => string
  home: Home
  /** Given where the page stands in the navigation; lower orders first. */
  nav?: { order: number; icon: IconName; label: (t: Translate) => string }
  /** Without it the page opens for everyone who is signed in (`public`: for everyone). */
  may?: Permission
  /** Shown bare, without navigation: log-in, welcome, a checkpoint's full-screen verdict. */
  bare?: boolean
  /** Fetched when first opened. The field shell gives `component` instead, so that it works without network. */
  load?: () => Promise<{ default: ComponentType }>
  component?: ComponentType
}

/** Every page of the app, told by main, for the page that offers a choice of them. */
export const allScreens = signal<readonly Screen[]>([])

/** Whether somebody with `permissions` may open the screen; `null` is somebody who is not signed in. */
export function maySee(screen: Pick<Screen, 'home' | 'may'>, permissions: readonly Permission[] | null): boolean {
  if (screen.home === 'public') return true
  if (!permissions) return false
  return !screen.may || permissions.includes(screen.may)
}

/** The screens of the navigation for `permissions`, in order. */
export function navigation(screens: readonly Screen[], permissions: readonly Permission[] | null): Screen[] {
  return screens
    .filter((screen) => screen.nav && screen.home !== 'public' && maySee(screen, permissions))
    .sort((a, b) => a.nav!.order - b.nav!.order)
}

/** Whether `path` is the screen's own page or one below it: what makes a navigation entry current. */
export function isCurrent(screen: Pick<Screen, 'path'>, path: string): boolean {
  return path === screen.path || path.startsWith(`${screen.path}/`)
}
