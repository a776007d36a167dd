-- One task per person, carrying every reason; transfers; the day's account.

create table tasks (
  community_id uuid not null,
  id uuid not null,
  version bigint not null,
  resident_id uuid not null,
  origin text not null check (origin in ('issued', 'self_found', 'received')),
  status text not null check (status in ('open', 'offered', 'done', 'handed_over', 'withdrawn')),
  -- [{ id, source, batch, row, due, urgency, reason, withdrawn }]: every list that asked.
  duties jsonb not null default '[]',
  sources uuid[] not null default '{}',
  due_at timestamptz,
  urgency smallint not null default 2,
  assignee_id uuid,
  grid_id uuid,
  place_key text not null default '~',
  attempts integer not null default 0,
  last_attempt_at timestamptz,
  last_contact text,
  contact text,
  finding text,
  method text,
  closed_by uuid,
  opened_at timestamptz not null,
  closed_at timestamptz,
  -- { to, reason, at, bounced } while and after a transfer.
  transfer jsonb,
  -- Later closings that disagree: kept as evidence, shown to the office.
  contradictions jsonb not null default '[]',
  primary key (community_id, id)
);
create unique index tasks_one_open on tasks (community_id, resident_id) where status in ('open', 'offered');
create index tasks_version on tasks (community_id, version);
create index tasks_due on tasks (community_id, status, due_at, id);
create index tasks_place on tasks (community_id, status, place_key, id);
create index tasks_assignee on tasks (community_id, assignee_id, status);
create index tasks_resident on tasks (community_id, resident_id);
create index tasks_opened on tasks (community_id, opened_at);
create index tasks_closed on tasks (community_id, closed_at) where closed_at is not null;

-- Persons offered by another community: the sender owns the task until this is accepted.
create table transfers (
  community_id uuid not null,
  id uuid not null,
  version bigint not null,
  from_community_id uuid not null,
  from_task_id uuid not null,
  status text not null check (status in ('offered', 'accepted', 'returned', 'taken_back')),
  -- Name, phones, document, address as the sender knows them, sealed.
  person_sealed bytea not null,
  reason text not null default '',
  due_at timestamptz,
  urgency smallint not null default 2,
  offered_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  return_reason text,
  resident_id uuid,
  task_id uuid,
  primary key (community_id, id)
);
create index transfers_open on transfers (community_id, status, offered_at);

create table day_accounts (
  community_id uuid not null,
  day date not null,
  edition integer not null,
  version bigint not null,
  as_of timestamptz not null,
  figures jsonb not null,
  signed_by uuid not null,
  signed_at timestamptz not null,
  -- Why an edition after the first differs.
  correction text,
  primary key (community_id, day, edition)
);
