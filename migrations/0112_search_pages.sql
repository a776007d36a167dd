-- A search by surname finds thousands: their tasks are read from the indexes alone.
drop index residents_name;
create index residents_name on residents (community_id, name text_pattern_ops) include (person_id);
drop index tasks_open_due;
create index tasks_open_due on tasks (community_id, due_at, urgency, id) include (resident_id)
  where status in ('open', 'offered');
drop index tasks_open_place;
create index tasks_open_place on tasks (community_id, place_key, id) include (resident_id)
  where status in ('open', 'offered');
