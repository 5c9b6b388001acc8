-- How many people live where (place-names.md §3: hukou_population with its year), by which the search ranks inside a tier
-- (§8.1). The figures come with the census (§7); what has none has no rank, and nothing is guessed.

-- Groups of the census in whose features people live.
alter table census_group add column holds_people boolean not null default false;
update census_group set holds_people = true where code in ('DIVISION', 'SELF_GOVERNANCE', 'AREA', 'SETTLEMENT');

alter table census_record
  add column hukou_population integer check (hukou_population >= 0),
  add column population_year integer,
  add constraint census_record_population check ((hukou_population is null) = (population_year is null));

alter table place_name
  add column hukou_population integer check (hukou_population >= 0),
  add column population_year integer,
  add constraint place_name_population check ((hukou_population is null) = (population_year is null));

-- Of the legally established unit, whatever its code: as public as the unit itself, so no row-level security.
create table division_population (
  unit_id uuid not null references division_unit,
  year integer not null check (year between 1949 and 9999),
  hukou_population integer not null check (hukou_population >= 0),
  -- The letter by which the figure was accepted.
  source_doc text not null,
  recorded_at timestamptz not null,
  primary key (unit_id, year)
);

do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee from information_schema.role_table_grants
    where table_schema = 'public' and table_name = 'division_population' and grantee <> current_user
  loop
    execute format('revoke delete, truncate on division_population from %I', granted.grantee);
  end loop;
end
$$;
