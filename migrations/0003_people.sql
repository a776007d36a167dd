-- A community's own register: buildings, doors, residents.

create table buildings (
  community_id uuid not null,
  id uuid not null,
  version bigint not null,
  grid_id uuid,
  estate text not null,
  name text not null,
  -- Sorts "2幢" before "10幢".
  place_key text not null,
  primary key (community_id, id),
  constraint buildings_name_unique unique (community_id, estate, name)
);
create index buildings_version on buildings (community_id, version);

create table doors (
  community_id uuid not null,
  id uuid not null,
  version bigint not null,
  building_id uuid not null,
  unit text not null default '',
  floor smallint,
  room text not null,
  -- Sorts doors as one walks them: estate, building, unit, floor, room.
  place_key text not null,
  state text not null default 'occupied' check (state in ('occupied', 'vacant', 'business')),
  primary key (community_id, id),
  constraint doors_place_unique unique (community_id, building_id, unit, room)
);
create index doors_version on doors (community_id, version);
alter table doors add constraint doors_building foreign key (community_id, building_id) references buildings (community_id, id);

create table residents (
  community_id uuid not null,
  id uuid not null,
  version bigint not null,
  campaign_id uuid not null,
  -- The human being across communities: derived from the keyed hash of the document; null without one.
  identity_id uuid,
  origin text not null check (origin in ('register', 'list', 'self_found', 'transfer')),
  name text not null,
  pinyin text not null default '',
  initials text not null default '',
  sex text check (sex in ('M', 'F')),
  birth date,
  nationality text not null default 'CHN',
  document_type text,
  document_sealed bytea,
  document_hash bytea,
  -- The last four characters: what people read out to find a person.
  document_tail text,
  -- A JSON array of E.164 numbers, sealed; a hash and the last four digits of each for look-ups.
  phones_sealed bytea,
  phone_hashes bytea[] not null default '{}',
  phone_tails text[] not null default '{}',
  -- Lives at. Null: known by name only, not placed yet; then the address as somebody wrote it.
  door_id uuid,
  grid_id uuid,
  place_key text not null default '~',
  address text,
  categories text[] not null default '{}',
  -- Set when this entry proved to be the same person as another.
  merged_into uuid,
  created_at timestamptz not null default now(),
  left_at timestamptz,
  primary key (community_id, id)
);
alter table residents add constraint residents_door foreign key (community_id, door_id) references doors (community_id, id);
create index residents_version on residents (community_id, version);
create index residents_document on residents (community_id, document_hash) where document_hash is not null;
create index residents_document_tail on residents (community_id, document_tail);
create index residents_phone on residents using gin (phone_hashes);
create index residents_phone_tail on residents using gin (phone_tails);
create index residents_door_people on residents (community_id, door_id);
create index residents_name on residents (community_id, name text_pattern_ops);
create index residents_pinyin on residents (community_id, pinyin text_pattern_ops);
create index residents_initials on residents (community_id, initials text_pattern_ops);
create index residents_place on residents (community_id, place_key, id);
create index residents_identity on residents (community_id, identity_id) where identity_id is not null;
