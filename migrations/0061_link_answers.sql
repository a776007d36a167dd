-- What people said about doubtful rows: kept for ever, taken back by a mark and never by deleting, and learned from.
alter table link_decisions drop constraint link_decisions_pkey;
alter table link_decisions
  add column id uuid not null default gen_random_uuid(),
  -- What was said at once: "the same as this one, so not as those".
  add column answer_id uuid,
  -- The evidence by levels (`document:none name:same …`), without any value, and its weight in bits when asked.
  add column pattern text,
  add column weight real,
  -- The row's evidence, and its whole document if it has one, under our keyed hash: the same word holds when they come again.
  add column evidence_hash bytea,
  add column paper_hash bytea,
  add column revoked_at timestamptz,
  add column revoked_by uuid;
update link_decisions set answer_id = id;
alter table link_decisions alter column answer_id set not null;
alter table link_decisions add primary key (community_id, id);
create index link_decisions_row on link_decisions (community_id, row_id);
create index link_decisions_answer on link_decisions (community_id, answer_id);

-- What decided: the weights, what was learned from answers, an earlier word on the same evidence, or a person.
alter table source_rows
  add column link_by text check (link_by in ('weights', 'learned', 'decision', 'person')),
  add column pattern text;
update source_rows set link_by = case when link = 'review' and task_id is not null then 'person' else 'weights' end
  where link is not null;
drop index source_rows_review;
create index source_rows_undecided on source_rows (community_id, batch_id) where link = 'review' and task_id is null;

-- Under which rules a list was linked: { answers, linkAt, reviewAt, policy }.
alter table batches add column linked_with jsonb;
