-- Lists in: who sends them, each file as received, row by row.

create table sources (
  id uuid primary key,
  -- The area whose communities may use it.
  area_id uuid not null references areas,
  kind text not null check (kind in ('police', 'telecom', 'rail', 'airline', 'highway', 'lab', 'hotline',
    'self_report', 'self_found', 'register', 'other')),
  name text not null,
  -- Columns as last corrected by hand: { header: field }.
  mapping jsonb not null default '{}',
  -- { hours: 24 } after receipt, or { at: "23:00" } on the day of receipt in the deployment's zone.
  deadline jsonb not null default '{"hours": 24}',
  urgency smallint not null default 2 check (urgency between 1 and 3),
  -- Which answer columns the file goes back with, and in which words.
  answer jsonb not null default '{}',
  created_at timestamptz not null default now(),
  retired_at timestamptz,
  constraint sources_name_unique unique (area_id, name)
);

create table batches (
  community_id uuid not null,
  id uuid not null,
  version bigint not null default 0,
  source_id uuid not null,
  campaign_id uuid not null,
  -- 'list' makes duties to verify; 'register' fills the register of doors and residents.
  purpose text not null default 'list' check (purpose in ('list', 'register')),
  file_name text not null,
  file_sha256 bytea not null,
  file_bytes bigint not null,
  received_at timestamptz not null default now(),
  received_by uuid,
  status text not null check (status in ('reading', 'preview', 'failed', 'committing', 'committed', 'undoing', 'undone', 'discarded')),
  -- The table as found: sheets, header row, headers; and how its columns are read.
  layout jsonb not null default '{}',
  mapping jsonb not null default '{}',
  due_at timestamptz,
  urgency smallint not null default 2,
  -- rows = accepted + rejected; accepted = linked + review + new. Frozen figures of the last completed step.
  counts jsonb not null default '{}',
  -- { step, done, total } while a job runs.
  progress jsonb,
  failure jsonb,
  committed_at timestamptz,
  committed_by uuid,
  undone_at timestamptz,
  undone_by uuid,
  primary key (community_id, id)
);
-- The same file sent twice to the same community is the same batch, unless the first try was undone.
create unique index batches_once on batches (community_id, source_id, purpose, file_sha256)
  where status not in ('undone', 'failed', 'discarded');
create index batches_received on batches (community_id, received_at desc);

create table source_rows (
  community_id uuid not null,
  id uuid not null,
  batch_id uuid not null,
  -- As the spreadsheet shows them: sheet by position from 1, row from 1.
  sheet smallint not null,
  row_number integer not null,
  -- The cells exactly as received: a JSON array of text, sealed.
  cells_sealed bytea not null,
  accepted boolean not null,
  -- [{ field, code, severity }]; words are made when shown.
  faults jsonb not null default '[]',
  -- How it was linked: null until committed, and for rejected rows.
  link text check (link in ('linked', 'review', 'new')),
  resident_id uuid,
  weight real,
  reasons jsonb,
  -- Who else it might be, for review: [{ resident, weight, reasons }].
  rivals jsonb,
  task_id uuid,
  -- An earlier row of the same person (in this or another list) exists: the repeat that is reported upward.
  repeated boolean not null default false,
  primary key (community_id, id)
);
alter table source_rows add constraint source_rows_batch foreign key (community_id, batch_id) references batches (community_id, id);
create index source_rows_batch_order on source_rows (community_id, batch_id, sheet, row_number);
create index source_rows_review on source_rows (community_id, batch_id) where link = 'review';
create index source_rows_task on source_rows (community_id, task_id) where task_id is not null;
create index source_rows_resident on source_rows (community_id, resident_id) where resident_id is not null;

-- What a person decided about two entries; "not the same" is remembered for ever. Outranks any score.
create table link_decisions (
  community_id uuid not null,
  row_id uuid not null,
  resident_id uuid not null,
  same boolean not null,
  decided_by uuid,
  decided_at timestamptz not null,
  version bigint not null,
  primary key (community_id, row_id, resident_id)
);
