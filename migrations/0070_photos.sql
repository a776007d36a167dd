-- Photos that phones take at a door: pictures under the campaign's key, apart from the acts that tell of them.

create table photos (
  community_id uuid not null,
  id uuid not null,
  task_id uuid not null,
  -- The act that says when, where and by whom it was taken.
  act_id uuid not null,
  -- With its end the key is destroyed and the row deleted.
  campaign_id uuid not null references campaigns,
  size integer not null,
  sealed bytea not null,
  received_at timestamptz not null,
  primary key (community_id, id)
);
create index photos_task on photos (community_id, task_id);
create index photos_campaign on photos (campaign_id);
-- What is sealed does not get smaller by packing it.
alter table photos alter column sealed set storage external;

-- A photo on its way, still as the phone sealed it. Parts that nobody completes are cleared away.
create table photo_parts (
  community_id uuid not null,
  photo_id uuid not null,
  device_id uuid not null,
  at_byte integer not null,
  bytes bytea not null,
  received_at timestamptz not null,
  primary key (community_id, photo_id, device_id, at_byte)
);
alter table photo_parts alter column bytes set storage external;

create index acts_photo on acts (community_id, (payload ->> 'photo')) where kind = 'task.photo';
