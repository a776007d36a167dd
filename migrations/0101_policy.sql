-- Rules as versioned documents; who is under which measure, where they were, and what was done for them.

create table policies (
  id uuid primary key,
  -- Where it holds: this area and all below it.
  area_id uuid not null references areas,
  name text not null,
  created_at timestamptz not null default now(),
  constraint policies_name_unique unique (area_id, name)
);

create table policy_versions (
  id uuid primary key,
  policy_id uuid not null references policies,
  number integer not null,
  document jsonb not null,
  status text not null check (status in ('draft', 'published', 'revoked')),
  -- Why it differs from the version before.
  note text not null default '',
  effective_from timestamptz,
  effective_until timestamptz,
  drafted_by uuid not null,
  drafted_at timestamptz not null default now(),
  published_by uuid,
  published_at timestamptz,
  -- Measures under way have been changed by it.
  applied_at timestamptz,
  constraint policy_versions_number_unique unique (policy_id, number),
  constraint policy_versions_two_persons check (published_by is null or published_by <> drafted_by),
  constraint policy_versions_dated check (status = 'draft' or effective_from is not null)
);
create unique index policy_versions_one_draft on policy_versions (policy_id) where status = 'draft';

-- What a draft would do to the register, before anybody depends on it.
create table policy_dry_runs (
  id uuid primary key,
  version_id uuid not null references policy_versions,
  area_id uuid not null references areas,
  effective_from timestamptz not null,
  status text not null check (status in ('running', 'done', 'failed')),
  done integer not null default 0,
  total integer not null default 0,
  counts jsonb not null default '{}',
  started_by uuid,
  started_at timestamptz not null default now(),
  ended_at timestamptz
);
create index policy_dry_runs_version on policy_dry_runs (version_id, started_at desc);

create table policy_dry_run_rows (
  community_id uuid not null,
  run_id uuid not null,
  measure_id uuid not null,
  resident_id uuid not null,
  outcome text not null,
  transition text,
  day integer not null,
  ends_before date not null,
  ends_after date not null,
  primary key (community_id, run_id, measure_id)
);

create table measures (
  community_id uuid not null,
  id uuid not null,
  version bigint not null,
  resident_id uuid not null,
  kind text not null,
  name jsonb not null,
  stages jsonb not null,
  started_on date not null,
  ends_on date not null,
  status text not null check (status in ('running', 'released', 'ended')),
  decisions jsonb not null,
  primary key (community_id, id)
);
create index measures_version on measures (community_id, version);
create index measures_running on measures (community_id, ends_on) where status = 'running';
create index measures_resident on measures (community_id, resident_id);

create table stays (
  community_id uuid not null,
  id uuid not null,
  version bigint not null,
  resident_id uuid not null,
  campaign_id uuid not null,
  place_sealed bytea not null,
  from_on date not null,
  until_on date not null,
  arrived_on date,
  withdrawn boolean not null default false,
  primary key (community_id, id)
);
create index stays_resident on stays (community_id, resident_id);

create table deeds (
  community_id uuid not null,
  id uuid not null,
  version bigint not null,
  resident_id uuid not null,
  deed text not null,
  at timestamptz not null,
  way text,
  source text not null,
  by_id uuid,
  withdrawn boolean not null default false,
  primary key (community_id, id)
);
create index deeds_version on deeds (community_id, version);
create index deeds_resident on deeds (community_id, resident_id, deed, at);

-- When the rules of a community were last brought onto its tasks; null next to a change: as soon as possible.
create table policy_days (
  community_id uuid primary key,
  settled_for date,
  settled_at timestamptz,
  stale boolean not null default true
);

-- Duties that rules have taken back: should they ask the same again, it is a new duty.
create table policy_withdrawn (
  community_id uuid not null,
  duty_id uuid not null,
  primary key (community_id, duty_id)
);
