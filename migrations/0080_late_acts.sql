-- Done while its author was allowed to, received when they no longer were: counted, and marked.
alter table acts add column late boolean not null default false;
