-- Who works in a laboratory, and who carries boxes to it: neither sees anybody's name.
alter table roles drop constraint roles_role_check;
alter table roles add constraint roles_role_check check (role in
  ('administrator', 'office', 'grid_worker', 'volunteer', 'district', 'command', 'laboratory', 'courier'));
