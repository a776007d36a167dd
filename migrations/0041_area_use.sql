-- An area that something hangs on cannot be taken away: the database itself says so.
alter table buildings add constraint buildings_grid_exists foreign key (grid_id) references areas;
alter table batches add constraint batches_community_exists foreign key (community_id) references community_heads;
