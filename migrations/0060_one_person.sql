-- Entries of one person: merged, and taken apart again without a trace.
--
-- An entry that proved to be the same person as another keeps its values, its acts and its tasks. person_id says which
-- entry stands for the person: its own, or the one at the end of merged_into.
alter table residents add column person_id uuid;
update residents set person_id = coalesce(merged_into, id);
alter table residents alter column person_id set not null;
create index residents_merged on residents (community_id, person_id) where merged_into is not null;

-- resident_id is the person, entry_id the entry that was asked about. What a task shows (status, duties, due …) is that
-- of the person; what its own acts say stands in `own` wherever the two may differ. Null: they are the same.
alter table tasks add column entry_id uuid;
update tasks set entry_id = resident_id;
alter table tasks alter column entry_id set not null;
alter table tasks add column joined_into uuid;
alter table tasks add column own jsonb;
alter table tasks drop constraint tasks_status_check;
alter table tasks add constraint tasks_status_check
  check (status in ('open', 'offered', 'done', 'handed_over', 'withdrawn', 'joined'));
create index tasks_of_merged on tasks (community_id, entry_id) where own is not null;
