-- Risk areas over time: national lists as published, the places they name, and each place's level from when to when.
-- Reference tables: small, the same for every community.

create table risk_counties (
  id integer primary key,
  province text not null,
  city text not null,
  county text not null,
  constraint risk_counties_unique unique (province, city, county)
);

-- The ways a county, its city and its province are written at the head of an address, folded. The longest that an
-- address begins with says where it lies.
create table risk_county_names (
  name text not null,
  county_id integer not null references risk_counties,
  scope text not null check (scope in ('county', 'city', 'province')),
  primary key (name, county_id)
);
create index risk_county_names_county on risk_county_names (county_id);

create table risk_places (
  id integer primary key,
  county_id integer not null references risk_counties,
  -- As published; empty: the whole county.
  name text not null,
  -- As compared: without spaces, marks and the county's own name.
  folded text not null,
  -- Set for "all the rest of …": of what, folded; empty: of the county.
  rest_of text,
  -- What stood when: level[i] (3 high, 2 middle, 1 low, 0 not listed) holds from changed_at[i] until changed_at[i + 1].
  -- A fold over risk_lists, rebuilt whenever one comes in between.
  changed_at timestamptz[] not null default '{}',
  levels smallint[] not null default '{}',
  constraint risk_places_history check (cardinality(changed_at) = cardinality(levels))
);
create unique index risk_places_unique on risk_places (county_id, md5(name));
create index risk_places_folded on risk_places (hashtextextended(folded, 0));
create index risk_places_rest on risk_places (county_id) where rest_of is not null;

create table risk_sources (
  id uuid primary key,
  url text not null constraint risk_sources_url_unique unique,
  every_minutes integer not null check (every_minutes between 5 and 10080),
  next_at timestamptz not null,
  last_at timestamptz,
  -- What the last try came to: { ok, list, known } or { ok: false, problem, values }.
  last jsonb,
  created_at timestamptz not null default now(),
  created_by uuid,
  retired_at timestamptz
);

create table risk_lists (
  id uuid primary key,
  -- From when it says that it holds.
  at timestamptz not null,
  received_at timestamptz not null default now(),
  received_by uuid,
  source_id uuid references risk_sources,
  file_name text not null,
  -- Of the bytes received, and of what they say: the same list comes in many wrappings.
  file_sha256 bytea not null,
  content_sha256 bytea not null constraint risk_lists_content_unique unique,
  -- { high, middle, low }: the counts the list states (null: none), and those counted in it.
  stated jsonb not null,
  listed jsonb not null,
  -- Counties it names.
  areas integer not null,
  -- [{ code, level, stated, listed, … }]: what does not add up.
  faults jsonb not null default '[]',
  high integer[] not null,
  middle integer[] not null,
  low integer[] not null,
  set_aside_at timestamptz,
  set_aside_by uuid,
  set_aside_reason text
);
create index risk_lists_at on risk_lists (at);

-- Which of our own buildings a published place means. Only places in our own districts are here.
create table risk_matches (
  place_id integer primary key references risk_places,
  state text not null check (state in ('certain', 'doubtful', 'none')),
  -- [{ community, building, estate, words, reasons }], the likeliest first; what counts when certain or chosen.
  candidates jsonb not null default '[]',
  -- The candidates' numbers that somebody chose; null while nobody has. Outranks what was compared.
  chosen integer[],
  decided_by uuid,
  decided_at timestamptz
);
create index risk_matches_doubtful on risk_matches (place_id) where state = 'doubtful' and chosen is null;
