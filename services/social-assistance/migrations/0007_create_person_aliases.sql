-- Persons that people has merged: nobody rewrites ids, a split takes the row away again.
create table person_alias (
  alias uuid primary key,
  canonical uuid not null check (canonical <> alias)
);
create index person_alias_canonical on person_alias (canonical);
