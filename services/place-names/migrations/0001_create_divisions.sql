-- Division codes with their history on two time axes: valid_from/valid_to in law, recorded_at/superseded_at here.
-- Place names are public: these tables carry no scope of an office and no row-level security.
create extension if not exists btree_gist;

create table division_change (
  change_id text primary key,
  kinds text[] not null check (cardinality(kinds) > 0),
  title text not null,
  authority text not null check (authority in ('STATE_COUNCIL', 'MCA', 'PROVINCE', 'CITY', 'COUNTY')),
  -- Unknown for some loaded history.
  doc_no text,
  approved_on date not null,
  -- A letter may name a later day, never an earlier one.
  effective_on date not null check (effective_on >= approved_on),
  announced_on date,
  code_published_on date,
  status text not null check (status in ('DRAFT', 'PUBLISHED', 'CORRECTED')),
  provenance text not null,
  recorded_at timestamptz not null,
  unique (authority, doc_no)
);
create index division_change_effective on division_change (effective_on, change_id);

-- The legally established unit: a rename or a recode keeps it, "abolish A, establish B" makes another.
create table division_unit (
  unit_id uuid primary key,
  unit_kind text not null check (unit_kind in ('LEGAL', 'STATISTICAL'))
);

create table division_version (
  version_id bigint generated always as identity primary key,
  unit_id uuid not null references division_unit,
  code text collate "C" not null check (code ~ '^[0-9]{12}$'),
  level text not null check (level in ('PROVINCE', 'PREFECTURE', 'COUNTY', 'TOWNSHIP', 'VILLAGE')),
  type text not null,
  name text not null check (char_length(name) between 2 and 30),
  short_name text not null check (char_length(short_name) between 2 and 30),
  -- Parent in law; the managing prefecture of a county city; the parent in public finance where it differs.
  parent_code text collate "C",
  managed_by_code text collate "C",
  fiscal_parent_code text collate "C",
  -- Half open; an open start is not known, an open end is in force.
  valid_from date,
  valid_to date,
  change_id_in text references division_change,
  change_id_out text references division_change,
  code_status text not null check (code_status in ('PROVISIONAL', 'FINAL')),
  provenance text not null,
  recorded_at timestamptz not null,
  superseded_at timestamptz,
  check (valid_from < valid_to),
  check (recorded_at < superseded_at),
  check ((parent_code is null) = (level = 'PROVINCE')),
  -- The code as a number: the index over text takes three times as long to fill.
  constraint division_version_overlap
    exclude using gist ((code::bigint) with =, daterange(valid_from, valid_to) with &&) where (superseded_at is null),
  constraint division_version_two_codes
    exclude using gist (unit_id with =, daterange(valid_from, valid_to) with &&) where (superseded_at is null)
);
create index division_version_code on division_version (level, code, valid_from);
create index division_version_parent on division_version (parent_code) where level = 'VILLAGE';
create index division_version_unit on division_version (unit_id);

-- The items of a change as published, at county level and above.
create table division_change_item (
  change_id text not null references division_change,
  from_code text collate "C" not null,
  to_code text collate "C" not null,
  extent text not null check (extent in ('FULL', 'PART')),
  -- Moved townships as coded before the change; empty only in loaded history where they are not known.
  part_units text[] not null,
  remainder boolean not null,
  primary key (change_id, from_code, to_code),
  check (not remainder or extent = 'PART')
);

-- The items at all levels as explicit rows: what the ground of a code belongs to from a day on.
create table code_map (
  change_id text not null references division_change,
  from_code text collate "C" not null,
  to_code text collate "C" not null,
  extent text not null check (extent in ('FULL', 'PART')),
  effective_on date not null,
  primary key (from_code, effective_on, to_code)
);
create index code_map_to on code_map (to_code, effective_on);

-- East, central, west by prefecture, dated.
create table region_group (
  code text collate "C" not null,
  region_group text not null check (region_group in ('EAST', 'CENTRAL', 'WEST')),
  valid_from date,
  valid_to date,
  provenance text not null,
  check (valid_from < valid_to),
  exclude using gist (code with =, daterange(valid_from, valid_to) with &&)
);

-- Codes of the statistics table for townships of development zones, whose lawful county gave them another.
create table statistics_code (
  statistics_code text collate "C" primary key,
  code text collate "C" not null unique
);

-- The code table as a whole: its version is the ETag of every answer; one row.
create table division_table (
  single boolean primary key default true check (single),
  version integer not null check (version > 0),
  -- SHA-256 over the loaded files.
  content_hash text not null,
  -- Day of the table from which everything below the county was projected back.
  vintage_on date not null,
  loaded_at timestamptz not null
);

-- History only grows: nobody but the owner deletes it.
do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'public'
      and table_name in ('division_change', 'division_unit', 'division_version', 'division_change_item', 'code_map')
      and grantee <> current_user
  loop
    execute format('revoke delete, truncate on %I from %I', granted.table_name, granted.grantee);
  end loop;
end
$$;
