-- What a row of an office's register came to: the same as known, changed, to be decided, or new; and which values it
-- changes. Rows of lists have `link` instead.
alter table source_rows add column outcome text check (outcome in ('same', 'changed', 'review', 'new'));
alter table source_rows add column changes text[] not null default '{}';
-- Its acts are recorded; a step that was interrupted goes on after these.
alter table source_rows add column applied boolean not null default false;
create index source_rows_outcome on source_rows (community_id, batch_id, outcome, sheet, row_number)
  where outcome is not null;

-- What an import of the register made or changed beside residents, so that it can be undone as a whole.
create table batch_places (
  community_id uuid not null,
  batch_id uuid not null,
  kind text not null check (kind in ('building', 'door', 'grid', 'building_grid', 'door_state')),
  id uuid not null,
  primary key (community_id, batch_id, kind, id)
);

-- Entries taken back by undoing the import that made them: no row of theirs is left, only that they have been. Phones
-- learn from here whom to forget; a fold finds that there is nothing to fold into any more.
create table withdrawn_entries (
  community_id uuid not null,
  id uuid not null,
  version bigint not null,
  kind text not null check (kind in ('building', 'door', 'resident')),
  at timestamptz not null,
  primary key (community_id, id)
);
create index withdrawn_entries_version on withdrawn_entries (community_id, version);

-- Residents of the buildings in a register file whom no row of it named when it was last checked or made to count.
create table batch_missing (
  community_id uuid not null,
  batch_id uuid not null,
  resident_id uuid not null,
  primary key (community_id, batch_id, resident_id)
);
