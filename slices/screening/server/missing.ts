import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { stands } from './phone.ts'

export const missingReasons = ['never_came', 'disputed', 'spoilt', 'rejected', 'invalid'] as const
export type MissingReason = (typeof missingReasons)[number]

export interface Missing {
  resident: Id
  name: string
  building: string
  place: string
  reason: MissingReason
}

/**
 * Who belongs to a round and has no swab in it that counts, in the order of a walk: never came, or their swab was lost on
 * the way. Whoever was sampled in another community's part of the round is not missing here, with a known home or found
 * by their paper.
 */
export async function listMissing({ db }: Context, community: Id, round: Id): Promise<Missing[]> {
  return db<Missing[]>`
    with plan as (
      select plan->'within' as within from rounds where community_id = ${community} and id = ${round}
    ), mine as (
      select p.person_id, s.state, s.why, t.status, t.reception, t.verdict, (${stands(db)}) as counts
      from swabs s join tubes t on t.community_id = s.community_id and t.id = s.tube_id
      join residents p on p.community_id = ${community} and p.id = s.resident_id
      where s.round_id = ${round}
        and ((s.community_id = ${community} and s.home_id is null) or s.home_id = ${community})
    ), guests as (
      select p.person_id
      from swabs s join tubes t on t.community_id = s.community_id and t.id = s.tube_id
      join residents p on p.community_id = ${community} and p.document_hash = s.guest_hash
      where s.round_id = ${round} and s.guest_hash is not null and ${stands(db)}
    )
    select r.id as resident, r.name, coalesce(trim(concat(b.estate, ' ', b.name)), '') as building,
      case when d.room is null then coalesce(r.address, '') else concat_ws('-', nullif(d.unit, ''), d.room) end as place,
      coalesce((
        select case when m.state = 'disputed' then 'disputed' when m.status = 'spoilt' then 'spoilt'
          when m.reception = 'rejected' then 'rejected' when m.verdict = 'invalid' then 'invalid' end as reason
        from mine m where m.person_id = r.id and m.state <> 'removed' order by reason nulls last limit 1
      ), 'never_came') as reason
    from residents r cross join plan
    left join doors d on d.community_id = r.community_id and d.id = r.door_id
    left join buildings b on b.community_id = d.community_id and b.id = d.building_id
    where r.community_id = ${community} and r.left_at is null and r.merged_into is null
      and (plan.within is null or plan.within = 'null'::jsonb
        or plan.within->'grids' @> to_jsonb(r.grid_id::text) or plan.within->'buildings' @> to_jsonb(d.building_id::text))
      and not exists (select 1 from mine m where m.person_id = r.id and m.counts)
      and not exists (select 1 from guests g where g.person_id = r.id)
    order by r.place_key, r.id`
}
