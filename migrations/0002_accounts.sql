-- Who may do what, where, until when.

create table accounts (
  id uuid primary key,
  name text not null,
  login text constraint accounts_login_unique unique,
  -- argon2id; null for a volunteer who only ever enrolled by QR code.
  password_hash text,
  created_at timestamptz not null default now(),
  created_by uuid,
  disabled_at timestamptz
);

create table roles (
  id uuid primary key,
  account_id uuid not null references accounts,
  role text not null check (role in ('administrator', 'office', 'grid_worker', 'volunteer', 'district', 'command')),
  area_id uuid not null references areas,
  from_at timestamptz not null default now(),
  until_at timestamptz,
  granted_by uuid,
  revoked_at timestamptz
);
create index roles_account on roles (account_id);
create index roles_area on roles (area_id);

create table devices (
  id uuid primary key,
  account_id uuid not null references accounts,
  label text not null,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now()
);
create index devices_account on devices (account_id);

-- Only hashes of tokens are kept: a leaked backup opens no session.
create table sessions (
  token_hash bytea primary key,
  account_id uuid not null references accounts,
  device_id uuid not null references devices,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index sessions_account on sessions (account_id);

-- One-time links: 'welcome' makes the first administrator, 'enrol' signs a volunteer's phone in.
create table invitations (
  token_hash bytea primary key,
  kind text not null check (kind in ('welcome', 'enrol')),
  account_id uuid references accounts,
  created_by uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);

create table sign_in_failures (
  login text not null,
  at timestamptz not null default now()
);
create index sign_in_failures_login on sign_in_failures (login, at);
