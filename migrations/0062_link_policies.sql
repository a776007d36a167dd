-- What errors of linking cost here, in questions one would rather answer: thresholds follow from it. Editions are added,
-- never changed; the nearest area's latest one counts.
create table link_policies (
  area_id uuid not null references areas,
  edition integer not null,
  wrong_link integer not null check (wrong_link between 30 and 10000),
  missed_link integer not null check (missed_link between 2 and 50),
  note text not null default '',
  made_by uuid,
  made_at timestamptz not null,
  primary key (area_id, edition)
);
