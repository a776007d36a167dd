-- Blocking keys of the linkage library, each under our keyed hash: two entries that share one are worth comparing. So
-- a list finds the few it may be about without the whole register being unsealed. Empty: written before this column
-- was, and compared with everybody.
alter table residents add column link_keys integer[] not null default '{}';
