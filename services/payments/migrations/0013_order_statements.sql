-- What people said last of each pair of a merge, by the kept person's version: merges and splits may come in any order, and a
-- split that comes before its merge must not be undone by it. The aliases follow from these.
create table person_alias_statement (
  alias uuid not null,
  canonical uuid not null check (canonical <> alias),
  version integer not null,
  merged boolean not null,
  primary key (alias, canonical)
);
insert into person_alias_statement (alias, canonical, version, merged) select alias, canonical, 0, true from person_alias;

-- Version of the enrolment of the statement that persons and amount are from: a later one may come first.
alter table enrolment_copy add column stated_version integer not null default 0;

-- Staged lines of a pull that came to nothing (its process was killed, or a twin was faster) go with their batch.
alter table batch_staging add column batch_id uuid;
