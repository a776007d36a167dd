-- A given name alone finds its bearers: read from the end, a name begins with it.
create index residents_name_backwards on residents (community_id, reverse(name) text_pattern_ops);
