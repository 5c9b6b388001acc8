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

-- Why the bank sent money back, told before the line's own outcome came.
alter table entitlement add column returned_code text;
