import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'

/** Called in the transaction in which these people came to another place or grid, with the version of that. */
export type PlaceFollower = (context: Context, community: Id, residents: Id[], version: number) => Promise<void>

const followers: PlaceFollower[] = []

/** For slices above this one that keep a copy of a person's place: their copy must never be of yesterday. */
export function followPlaces(follower: PlaceFollower): void {
  followers.push(follower)
}

export async function tellPlaces(context: Context, community: Id, residents: Id[], version: number): Promise<void> {
  if (!residents.length) return
  for (const follow of followers) await follow(context, community, residents, version)
}

/** Called in the transaction in which somebody came, left, or came into another group of people. */
export type GroupFollower = (context: Context, community: Id) => Promise<void>

const groupFollowers: GroupFollower[] = []

/** For slices above this one that ask something of groups of people. */
export function followGroups(follower: GroupFollower): void {
  groupFollowers.push(follower)
}

export async function tellGroups(context: Context, community: Id): Promise<void> {
  for (const follow of groupFollowers) await follow(context, community)
}
