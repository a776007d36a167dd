-- Pages of the worklist are read in their order, without sorting 100,000 tasks; searches find by index.

create index tasks_open_due on tasks (community_id, due_at, urgency, id) where status in ('open', 'offered');
create index tasks_open_place on tasks (community_id, place_key, id) where status in ('open', 'offered');
create index residents_pinyin_joined on residents (community_id, replace(pinyin, ' ', '') text_pattern_ops);
create index doors_room on doors (community_id, room);
