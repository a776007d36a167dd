/** What one tab tells the others: its kind only, never data, for they may belong to somebody else's shift. */
export type News = 'acts' | 'copy' | 'members'

const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('qianxian-field')

export function tellTabs(news: News): void {
  channel?.postMessage(news)
}

export function hearTabs(hear: (news: News) => void): void {
  channel?.addEventListener('message', (event: MessageEvent<News>) => hear(event.data))
}
