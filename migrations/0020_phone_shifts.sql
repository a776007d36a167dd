-- Shifts on phones: what the server keeps to read acts that a phone sealed for it alone.

create table phone_shifts (
  device_id uuid not null references devices,
  opened_at timestamptz not null,
  account_id uuid not null references accounts,
  until_at timestamptz not null,
  -- The private half of the shift's key pair, under the campaign's key: with the campaign it ends as well.
  key_sealed bytea not null,
  -- Only the hash of the token that hands sealed acts in, and does nothing else.
  hand_in_hash bytea not null constraint phone_shifts_hand_in_unique unique,
  primary key (device_id, opened_at)
);
