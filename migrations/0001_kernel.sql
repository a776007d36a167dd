-- The ground everything stands on: places, campaigns, communities' versions, acts.
--
-- Reference tables (areas, campaigns, accounts …) are small and copied everywhere. Field tables belong to one
-- community: community_id leads every primary key, unique index and foreign key, so that the same schema
-- spreads over several machines unchanged. Foreign keys among field tables stand in statements of their own.

create table campaigns (
  id uuid primary key,
  kind text not null check (kind in ('register', 'outbreak')),
  name text not null,
  opened_at timestamptz not null default now(),
  expires_on date,
  -- AES-256 key of this campaign's personal columns, wrapped by the master key; null once destroyed.
  wrapped_key bytea,
  destroyed_at timestamptz
);

create table areas (
  id uuid primary key,
  parent_id uuid references areas,
  kind text not null check (kind in ('city', 'district', 'street', 'community', 'grid')),
  -- GB/T 2260 (6), street (9), community (12 digits); a grid adds its own number.
  code text not null constraint areas_code_unique unique,
  name text not null,
  -- Ancestors and itself, from the top.
  lineage uuid[] not null
);
create index areas_parent on areas (parent_id);
create index areas_lineage on areas using gin (lineage);

-- One row a community, locked and raised by each transaction that writes there. A pull is "all rows above
-- version v": no clock and no global sequence, so no row can be missed.
create table community_heads (
  community_id uuid primary key,
  version bigint not null default 0
);

create table acts (
  community_id uuid not null,
  id uuid not null,
  version bigint not null,
  subject_id uuid not null,
  kind text not null,
  v smallint not null,
  account_id uuid,
  device_id uuid not null,
  seq bigint not null,
  -- The device's own clock, and that clock corrected by its skew when the act was received.
  occurred_at timestamptz not null,
  at timestamptz not null,
  received_at timestamptz not null default now(),
  payload jsonb not null,
  -- Personal and free text, under the campaign's key.
  sealed bytea,
  -- Null when read; otherwise why somebody must look at it (unknown kind, no permission …). Kept either way.
  held text,
  primary key (community_id, id),
  constraint acts_version_unique unique (community_id, version),
  constraint acts_device_seq_unique unique (community_id, device_id, seq)
);
create index acts_subject on acts (community_id, subject_id, version);
create index acts_held on acts (community_id, version) where held is not null;
