-- One record per natural person. Clear identity stands in encrypted fields; blind indexes find it again.
create table person (
  id uuid primary key,
  id_type text not null check (id_type in ('RESIDENT_ID', 'HUKOU_BOOK_ONLY', 'OTHER')),
  id_no bytea,
  id_no_index bytea unique,
  name bytea not null,
  name_birth_index bytea not null,
  name_village_index bytea not null,
  sex text not null,
  birth_date date not null,
  ethnicity text,
  marital_status text,
  hukou_division text collate "C" not null,
  hukou_kind text not null check (hukou_kind in ('NON_AGRI', 'AGRI', 'RESIDENT', 'COLLECTIVE')),
  residence_division text collate "C",
  residence_address bytea,
  phone bytea,
  phone_index bytea,
  life_status text not null default 'ALIVE' check (life_status in ('ALIVE', 'DEAD', 'MISSING_DECLARED')),
  death_date date,
  death_source text,
  certainty text not null default 'DECLARED' check (certainty in ('VERIFIED', 'DECLARED')),
  version int not null default 1,
  created_at timestamptz not null,
  created_by text not null,
  check ((life_status = 'DEAD') = (death_date is not null))
);
create index person_by_name_birth on person (name_birth_index);
create index person_by_name_village on person (name_village_index);

-- Each value that a person had: effective-dated, never overwritten.
create table person_fact (
  id uuid primary key,
  person_id uuid not null references person,
  fact text not null,
  value bytea not null,
  valid_from date not null,
  source text not null,
  reason text,
  recorded_at timestamptz not null,
  recorded_by text not null
);
create index person_fact_by_person on person_fact (person_id, fact, valid_from);

-- Nobody rewrites a person id: a dropped id stays an alias for ever.
create table person_alias (
  alias uuid primary key,
  canonical uuid not null references person,
  since timestamptz not null
);

-- The kept id of a person; a person who was never merged is their own.
create function canonical_person(wanted uuid) returns uuid language sql stable as $$
  select coalesce((select canonical from person_alias where alias = wanted), wanted)
$$;
