-- Names of places and the figures that no law fixes (place-names.md §3, §5.2).

-- Day counts, shares and scores: dated rows, never constants in code (ARCHITECTURE §6).
create table policy_parameter (
  key text not null,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  value jsonb not null,
  legal_basis text not null,
  proposed_by text not null,
  approved_by text not null check (approved_by <> proposed_by),
  primary key (key, division_code, valid_from)
);

-- Categories of GB/T 18521; loaded data.
create table place_category (
  category_code text collate "C" primary key check (category_code ~ '^[0-9]{5}$'),
  title text not null,
  -- The group of two digits that the census reports by.
  group_code text not null check (group_code ~ '^[0-9]{2}$'),
  -- APPROVAL: read in a published source; ASSUMED: from memory, to be replaced by the standard's table.
  provenance text not null check (provenance in ('APPROVAL', 'ASSUMED'))
);

create table place_name (
  place_id uuid primary key,
  -- Names of one feature share it: standard, short, alias, former, on the map.
  feature_id uuid not null,
  -- County 6, township segment 3, category 5, sequence 6; null until the county gives one.
  national_code text collate "C" unique check (national_code ~ '^[0-9]{20}$'),
  former_codes text[] not null default '{}',
  category_code text collate "C" not null references place_category,
  name_kind text not null check (name_kind in ('STANDARD', 'SHORT', 'ALIAS', 'FORMER', 'MAP', 'MINORITY')),
  status text not null check (status in ('CANDIDATE', 'STANDARD', 'FORMER', 'CANCELLED')),
  name text not null check (char_length(name) between 1 and 50),
  specific_part text not null,
  -- Empty for villages that bear none.
  generic_part text not null,
  check (specific_part || generic_part = name),
  pinyin text not null,
  -- Lower case without tones, spaces and apostrophes; ü is v.
  pinyin_plain text collate "C" not null,
  initials text collate "C" not null,
  -- The unit that contains the feature on its day; features that cross units name all of them.
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  crosses text[] not null default '{}',
  -- CGCS2000, degrees.
  lon numeric(10, 7) check (lon between 70 and 140),
  lat numeric(9, 7) check (lat between 0 and 60),
  -- GeoJSON of a line or an area; null for a point.
  geometry jsonb,
  origin text,
  meaning text,
  history text,
  description text,
  named_on date,
  -- Years before Christ are negative; there is no year 0.
  used_from_year integer check (used_from_year <> 0),
  used_to_year integer check (used_to_year <> 0 and used_to_year >= used_from_year),
  approval_doc text,
  approver_level text check (approver_level in ('STATE_COUNCIL', 'PROVINCE', 'CITY', 'COUNTY', 'DEPARTMENT')),
  heritage text not null default 'NONE'
    check (heritage in ('NONE', 'THOUSAND_YEAR_COUNTY', 'TOWN', 'VILLAGE', 'STREET', 'FEATURE')),
  protection_level text check (protection_level in ('NATIONAL', 'PROVINCE', 'CITY', 'COUNTY')),
  secrecy text not null default 'PUBLIC' check (secrecy in ('PUBLIC', 'INTERNAL', 'SECRET')),
  -- Half open; an open start is not known, an open end is in force.
  valid_from date,
  valid_to date check (valid_to > valid_from),
  source text not null check (source in ('SEED', 'APPLICATION', 'CENSUS', 'DIVISION_CHANGE')),
  version integer not null default 1,
  recorded_at timestamptz not null,
  updated_at timestamptz not null,
  -- One standard name of a feature on a day.
  constraint place_name_one_standard
    exclude using gist (feature_id with =, daterange(valid_from, valid_to) with &&)
    where (name_kind = 'STANDARD' and status in ('STANDARD', 'FORMER'))
);
create index place_name_feature on place_name (feature_id);
create index place_name_division on place_name (division_code, category_code);
create index place_name_plain on place_name (pinyin_plain);
create index place_name_name on place_name (name);

-- Public names are for everybody; the others for whom the office's division contains them.
alter table place_name enable row level security;
alter table place_name force row level security;
create policy public_or_own on place_name
  using (
    secrecy = 'PUBLIC'
    or (
      division_code >= (select nullif(current_setting('app.division', true), ''))
      and division_code < (select nullif(current_setting('app.division', true), '') || '~')
    )
  )
  with check (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

-- A name becomes FORMER or CANCELLED, never nothing; figures are changed by their own way.
do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'public' and table_name in ('place_name', 'place_category', 'policy_parameter')
      and grantee <> current_user
  loop
    execute format('revoke delete, truncate on %I from %I', granted.table_name, granted.grantee);
    if granted.table_name <> 'place_name' then
      execute format('revoke insert, update on %I from %I', granted.table_name, granted.grantee);
    end if;
  end loop;
end
$$;
