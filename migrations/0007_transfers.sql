-- The receiving side's person and task follow from the transfer's id; nothing reads them from here.
alter table transfers drop column resident_id, drop column task_id;
