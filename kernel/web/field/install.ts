import { signal } from '@preact/signals'

/** Chrome's offer to put the app on the home screen, kept until somebody wants it. */
interface InstallEvent extends Event {
  prompt: () => Promise<void>
}

let offer: InstallEvent | undefined

/** An installed app is what makes a browser promise to keep our things. */
export const installable = signal(false)

export function followInstall(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    offer = event as InstallEvent
    installable.value = true
  })
  addEventListener('appinstalled', () => (installable.value = false))
}

export async function install(): Promise<void> {
  await offer?.prompt()
  installable.value = false
}
