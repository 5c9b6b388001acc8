-- Dated parameters of the check: every [A] of income-verification.md. National, provincial or a city's own; the most specific wins.
create table policy_parameter (
  id uuid primary key default gen_random_uuid(),
  key text not null,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  value jsonb not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  legal_basis text not null,
  proposed_by text not null,
  approved_by text not null check (approved_by <> proposed_by),
  unique (key, division_code, valid_from)
);

-- Start values of 2014, until the provincial rule on verification is issued.
insert into policy_parameter (key, division_code, value, valid_from, legal_basis, proposed_by, approved_by)
select key, '370000000000', value::jsonb, '2014-01-01', basis, 'start-data', 'start-data-review'
from (values
  ('income_tolerance_bp', '1000', 'income-verification.md §6 [A]'),
  ('income_tolerance_floor_fen', '60000', 'income-verification.md §6 [A]'),
  ('asset_tolerance_bp', '500', 'income-verification.md §6 [A]'),
  ('asset_tolerance_floor_fen', '100000', 'income-verification.md §6 [A]'),
  ('dwelling_share_bp', '5000', 'income-verification.md §6.1 item 3 [A]'),
  ('contribution_floor_fen', '210000', 'income-verification.md §6.1 item 6 [A]'),
  ('contribution_cap_fen', '1050000', 'income-verification.md §4 [A]'),
  ('vehicle_yearly_loss_bp', '1000', 'income-verification.md §6.1 item 4 [A]'),
  ('vehicle_floor_bp', '1000', 'income-verification.md §6.1 item 4 [A]'),
  ('adult_age', '18', 'General Principles of the Civil Law art. 11, 1987-01-01'),
  ('authorization_months', '12', 'income-verification.md §3.1 [A]'),
  ('authorization_cap_months', '36', 'income-verification.md §3.1 [A]'),
  ('data_period_default_months', '12', 'income-verification.md §3.1 [A]'),
  ('data_period_max_months', '36', 'income-verification.md §13 [A]'),
  ('fresh_answer_days', '30', 'income-verification.md §5.1 [A]'),
  ('answer_stale_days', '365', 'income-verification.md §13 [A]'),
  ('report_working_days', '10', 'income-verification.md §5.1 [A]'),
  ('report_validity_months', '6', 'income-verification.md §6 [A]'),
  ('objection_working_days', '10', 'income-verification.md §7 [A]'),
  ('retry_minutes', '[5, 60, 1440]', 'income-verification.md §5.1 [A]'),
  ('attempts_max', '3', 'income-verification.md §5.1 [A]'),
  ('agencies.DIBAO.mandatory', '["PSB_HUKOU", "PSB_VEHICLE", "HRSS_PENSION", "HRSS_INSURANCE", "AIC", "HOUSING_REG", "CA_MARRIAGE", "CA_FUNERAL", "CA_BENEFIT"]', 'income-verification.md §4 [A]'),
  ('agencies.DIBAO.where_live', '["TAX", "HOUSING_FUND"]', 'income-verification.md §4 [A]'),
  ('agencies.LOW_INCOME.mandatory', '["PSB_HUKOU", "PSB_VEHICLE", "HRSS_PENSION", "HRSS_INSURANCE", "AIC", "HOUSING_REG", "CA_MARRIAGE", "CA_FUNERAL", "CA_BENEFIT"]', 'income-verification.md §4 [A]'),
  ('agencies.LOW_INCOME.where_live', '["TAX", "HOUSING_FUND"]', 'income-verification.md §4 [A]'),
  ('agencies.WUBAO.mandatory', '["PSB_HUKOU", "PSB_VEHICLE", "HRSS_PENSION", "HRSS_INSURANCE", "AIC", "HOUSING_REG", "CA_MARRIAGE", "CA_FUNERAL", "CA_BENEFIT"]', 'income-verification.md §4 [A]'),
  ('agencies.WUBAO.where_live', '["TAX", "HOUSING_FUND"]', 'income-verification.md §4 [A]'),
  ('agencies.TEMPORARY.mandatory', '["CA_BENEFIT", "PSB_HUKOU"]', 'income-verification.md §4 [A]'),
  ('agencies.TEMPORARY.where_live', '[]', 'income-verification.md §4 [A]')
) as start (key, value, basis);

-- A query outside a live agreement cannot be sent. Agreements of the province serve every county: no row is hidden.
create table agency_agreement (
  id uuid primary key,
  agency_code text not null,
  level text not null check (level in ('PROVINCE', 'CITY', 'COUNTY')),
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  doc_no text not null,
  items text[] not null check (cardinality(items) > 0),
  mode text not null check (mode in ('RT', 'DF', 'ML', 'OD')),
  sla_seconds integer not null check (sla_seconds > 0),
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  version integer not null default 1,
  created_by text not null,
  created_at timestamptz not null,
  constraint agency_agreement_doc_no unique (agency_code, doc_no)
);
create index agency_agreement_by_agency on agency_agreement (agency_code, valid_from);

-- Whether an agency answers: its circuit as the platform last told it.
create table agency_health (
  agency_code text primary key,
  state text not null check (state in ('UP', 'DEGRADED')),
  since timestamptz not null,
  version integer not null
);

-- Running numbers of authorizations, requests and reports: one row for each county and day.
create table serial_counter (
  kind text not null check (kind in ('AUTHORIZATION', 'REQUEST', 'REPORT')),
  county_code text collate "C" not null check (county_code ~ '^[0-9]{6}$'),
  day date not null,
  last integer not null check (last between 1 and 999999),
  primary key (kind, county_code, day)
);

-- Merged persons (people.md §1.2): no id is ever rewritten.
create table person_alias (
  alias uuid primary key,
  canonical uuid not null
);
create index person_alias_by_canonical on person_alias (canonical);
