-- The version of the community under which a list was last checked: as long as it stands, so do the verdicts.
alter table batches add column checked_version bigint;
