-- Screening rounds: tubes and the swabs in them, boxes, recall, and what is to be told to people.

create table rounds (
  community_id uuid not null,
  id uuid not null,
  version bigint not null,
  status text not null check (status in ('open', 'closed')),
  from_at timestamptz not null,
  until_at timestamptz not null,
  -- What was ordered, with its sites, timetable and queues, as its fold knows it.
  plan jsonb not null,
  primary key (community_id, id)
);
create index rounds_version on rounds (community_id, version);
create index rounds_time on rounds (community_id, from_at);

create table tubes (
  community_id uuid not null,
  id uuid not null,
  version bigint not null,
  -- Null: the laboratory knows its barcode, and no table has told of it yet.
  round_id uuid,
  site_id uuid,
  table_id uuid,
  barcode text,
  labels text[] not null default '{}',
  capacity smallint,
  swab text not null,
  status text not null check (status in ('open', 'sealed', 'spoilt')),
  opened_at timestamptz,
  opened_by uuid,
  -- { at, by, people }: with the swabs as whoever sealed it counted them.
  sealed jsonb,
  spoilt jsonb,
  -- { reception, results }: what the laboratory said. Of the tube; nothing of it stands with a person.
  laboratory jsonb not null,
  matched_id uuid,
  -- From here on for lists and sums; all of it follows from what stands above, or from other rows.
  people smallint not null default 0,
  disputed smallint not null default 0,
  reception text check (reception in ('received', 'rejected')),
  received_at timestamptz,
  -- The last that was released.
  verdict text check (verdict in ('negative', 'positive', 'inconclusive', 'invalid')),
  released_at timestamptz,
  -- Entered, and waiting for a second person.
  entered boolean not null default false,
  box_id uuid,
  -- Another tube that goes by the same barcode.
  clash_id uuid,
  primary key (community_id, id)
);
create index tubes_version on tubes (community_id, version);
create index tubes_barcode on tubes (community_id, barcode);
create index tubes_round on tubes (community_id, round_id, table_id);
create index tubes_entered on tubes (community_id) where entered;

-- One person's swab in one tube.
create table swabs (
  community_id uuid not null,
  tube_id uuid not null,
  id uuid not null,
  version bigint not null,
  round_id uuid not null,
  place smallint not null,
  resident_id uuid,
  -- The community where they live, if another.
  home_id uuid,
  campaign_id uuid,
  guest_sealed bytea,
  -- Of a guest with a paper: found again in the register of another community by it.
  guest_hash bytea,
  how text not null,
  proxy boolean not null,
  again text,
  recall_id uuid,
  state text not null check (state in ('in', 'removed', 'disputed')),
  why text,
  at timestamptz not null,
  by_id uuid,
  was jsonb not null default '[]',
  primary key (community_id, tube_id, id)
);
create index swabs_version on swabs (community_id, version);
create index swabs_person on swabs (community_id, round_id, resident_id);
create index swabs_home on swabs (home_id, round_id) where home_id is not null;
create index swabs_guest on swabs (round_id, guest_hash) where guest_hash is not null;

create table boxes (
  community_id uuid not null,
  id uuid not null,
  version bigint not null,
  round_id uuid not null,
  site_id uuid not null,
  label text not null,
  tubes jsonb not null,
  late uuid[] not null default '{}',
  hops jsonb not null,
  place text not null check (place in ('site', 'courier', 'laboratory')),
  -- Counts that do not agree and that nobody has explained.
  differences smallint not null,
  primary key (community_id, id)
);
create index boxes_version on boxes (community_id, version);
create index boxes_round on boxes (community_id, round_id);
create index boxes_tubes on boxes using gin (tubes jsonb_path_ops);
create index boxes_label on boxes (community_id, label);

create table recall_cases (
  community_id uuid not null,
  id uuid not null,
  version bigint not null,
  round_id uuid not null,
  resident_id uuid,
  tube_id uuid not null,
  swab_id uuid not null,
  status text not null check (status in ('open', 'released', 'escalated', 'cancelled')),
  opened_at timestamptz not null,
  due_at timestamptz not null,
  traced_at timestamptz,
  state jsonb not null,
  primary key (community_id, id)
);
create index recall_cases_version on recall_cases (community_id, version);
create index recall_cases_open on recall_cases (community_id, status, due_at);
create index recall_cases_tube on recall_cases (community_id, tube_id);

-- What is to be told to people, for whoever sends it. No text about a pool, and none before a result is final.
create table messages (
  community_id uuid not null,
  id uuid not null,
  round_id uuid,
  resident_id uuid,
  -- Of a guest: how to reach them stands with the swab.
  swab_id uuid,
  kind text not null check (kind in ('result_negative', 'result_withdrawn', 'reminder', 'case_released')),
  -- What the words need besides the round: a day, a place.
  details jsonb not null default '{}',
  status text not null default 'waiting' check (status in ('waiting', 'taken', 'cancelled')),
  created_at timestamptz not null,
  taken_at timestamptz,
  taken_by uuid,
  primary key (community_id, id)
);
create index messages_waiting on messages (community_id, round_id, kind) where status = 'waiting';
