-- What a row does not say in a form that can be used: name, document, phone, address. Null: judged before this was noted.
alter table source_rows add column lacks text[];
