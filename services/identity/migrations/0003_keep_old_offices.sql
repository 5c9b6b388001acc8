-- An office whose division was abolished keeps its grant to look, not to act (place-names.md §9.5).
alter table role_grant
  add column read_only boolean not null default false,
  -- The grant of the old office that this one carries on, and the change that made it.
  add column follows uuid references role_grant,
  add column change_id text,
  add check ((follows is null) = (change_id is null));
-- A grant is carried on once by a change.
create unique index role_grant_follows on role_grant (follows, change_id, division_code) where follows is not null;
