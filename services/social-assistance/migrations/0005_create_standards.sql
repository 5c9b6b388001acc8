-- Standards (SA-649 art. 10) and dated parameters: proposed by one person, in force when another one has approved.
create extension if not exists btree_gist;

create table policy_standard (
  id uuid primary key,
  programme text not null,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  amount_fen bigint not null check (amount_fen > 0),
  period text not null check (period in ('MONTH', 'YEAR')),
  -- Whole months; in force from the first day to before the second.
  valid_from date not null check (extract(day from valid_from) = 1),
  valid_to date check (valid_to > valid_from and extract(day from valid_to) = 1),
  published_doc_no text not null,
  published_on date not null,
  consumption_fen bigint check (consumption_fen > 0),
  waiver_doc_no text,
  status text not null check (status in ('PROPOSED', 'IN_FORCE')),
  proposed_by text not null,
  approved_by text check (approved_by <> proposed_by),
  version integer not null default 1,
  recorded_at timestamptz not null,
  check ((status = 'IN_FORCE') = (approved_by is not null)),
  constraint policy_standard_overlap
    exclude using gist (programme with =, division_code with =, daterange(valid_from, valid_to) with &&)
    where (status = 'IN_FORCE')
);

create table policy_parameter (
  id uuid primary key,
  key text not null,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  -- A row for a group of cities counts for that group and not for the whole division.
  region_group text check (region_group in ('EAST', 'CENTRAL', 'WEST')),
  value jsonb not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  legal_basis text not null,
  status text not null check (status in ('PROPOSED', 'IN_FORCE')),
  proposed_by text not null,
  approved_by text check (approved_by <> proposed_by),
  version integer not null default 1,
  recorded_at timestamptz not null,
  check ((status = 'IN_FORCE') = (approved_by is not null)),
  constraint policy_parameter_overlap
    exclude using gist (key with =, division_code with =, (coalesce(region_group, '')) with =,
      daterange(valid_from, valid_to) with &&)
    where (status = 'IN_FORCE')
);
create index policy_parameter_key on policy_parameter (key, division_code);

-- Everybody may read them, for a county needs the rows of city, province and nation; an office writes within its reach,
-- and only the start data writes the nation's rows.
alter table policy_standard enable row level security;
alter table policy_standard force row level security;
create policy readable on policy_standard for select using (true);
create policy by_division on policy_standard
  using (
    (
      division_code >= (select nullif(current_setting('app.division', true), ''))
      and division_code < (select nullif(current_setting('app.division', true), '') || '~')
    )
    or (select current_setting('app.system', true)) = 'standards.seed'
  );

alter table policy_parameter enable row level security;
alter table policy_parameter force row level security;
create policy readable on policy_parameter for select using (true);
create policy by_division on policy_parameter
  using (
    (
      division_code >= (select nullif(current_setting('app.division', true), ''))
      and division_code < (select nullif(current_setting('app.division', true), '') || '~')
    )
    or (select current_setting('app.system', true)) = 'standards.seed'
  );
