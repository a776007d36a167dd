import { withQuery } from '#web/http.ts'

export type View = 'all' | 'mine' | 'grid' | 'missing' | 'done'

/** What the worklist shows: kept in the address, so that it can be gone back to, and sent to a colleague. */
export interface Wanted {
  view: View
  q: string
  source: string
  grid: string
  building: string
  only: '' | 'overdue' | 'nobody'
  sort: 'due' | 'place'
  offset: number
}

const views: readonly View[] = ['all', 'mine', 'grid', 'missing', 'done']

/** Reads an address; what it does not know it leaves out. */
export function readWanted(query: Readonly<Record<string, string>>): Wanted {
  return {
    view: views.find((view) => view === query.view) ?? 'all',
    q: query.q ?? '',
    source: query.source ?? '',
    grid: query.grid ?? '',
    building: query.building ?? '',
    only: query.only === 'overdue' || query.only === 'nobody' ? query.only : '',
    sort: query.sort === 'place' ? 'place' : 'due',
    offset: Math.max(0, Math.trunc(Number(query.offset)) || 0),
  }
}

/** The address of what is wanted; the usual is left out of it. */
export function writeWanted(wanted: Wanted): string {
  const { view, sort, offset, ...rest } = wanted
  return withQuery('/work', {
    view: view === 'all' ? '' : view,
    ...rest,
    sort: sort === 'due' ? '' : sort,
    offset: offset || '',
  })
}

/** The same as the server's filter. */
export function queryOf({ view, q, source, grid, building, only }: Wanted) {
  return {
    whose: view === 'mine' || view === 'grid' ? view : ('all' as const),
    status: view === 'done' || view === 'missing' ? ('done' as const) : ('open' as const),
    ...(view === 'missing' ? { finding: 'cannot_be_found' as const } : {}),
    ...(source ? { source } : {}),
    ...(grid ? { grid } : {}),
    ...(building ? { building } : {}),
    ...(q.trim() ? { q: q.trim() } : {}),
    ...(only === 'overdue' ? { overdue: true } : {}),
    ...(only === 'nobody' ? { nobody: true } : {}),
  }
}
