-- Reports as signed papers, findings that two persons settle, verdicts departed from (income-verification.md §6, §6.1, §9).

-- The code that stands in the paper's QR beside its number; who has both may ask whether the paper holds.
alter table report add column verification_code text check (verification_code ~ '^[0-9A-Z]{16}$');

-- A paper that left the house: the hash of its bytes, signed. The bytes can be made again; their hash must be here.
create table report_paper (
  report_id uuid not null references report,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  -- For whom it was written: with figures, with bands, for one applicant.
  reader text not null check (reader in ('FIGURES', 'BANDS', 'APPLICANT')),
  -- Detached JWS (RFC 7515, appendix F) over the hash in hexadecimal.
  signature text not null,
  made_on date not null,
  primary key (report_id, sha256)
);
alter table report_paper enable row level security;
alter table report_paper force row level security;
create policy by_report on report_paper using (exists (select from report where report.id = report_paper.report_id));

-- What two persons settle before a version rests on it: which of two equal sources holds; whose rows they are.
create table finding_resolution (
  id uuid primary key,
  request_id uuid not null references verification_request,
  kind text not null check (kind in ('CONFLICT', 'ROWS')),
  person_id uuid not null,
  -- CONFLICT: the type of income and the source that holds. ROWS: the question and what they are.
  income_type text,
  source text,
  sub_query_id uuid references sub_query,
  decision text check (decision in ('CONFIRMED', 'DROPPED')),
  reason text not null,
  evidence_sha256s text[] not null check (cardinality(evidence_sha256s) > 0),
  state text not null check (state in ('PROPOSED', 'CONFIRMED', 'REFUSED')),
  proposed_by text not null,
  proposed_on date not null,
  decided_by text check (decided_by <> proposed_by),
  decided_on date,
  version integer not null default 1,
  check ((kind = 'CONFLICT') = (income_type is not null and source is not null)),
  check ((kind = 'ROWS') = (sub_query_id is not null and decision is not null)),
  check ((state = 'PROPOSED') = (decided_by is null))
);
create index finding_resolution_by_request on finding_resolution (request_id);
create unique index finding_resolution_conflict on finding_resolution (request_id, person_id, income_type)
  where kind = 'CONFLICT' and state = 'PROPOSED';
create unique index finding_resolution_rows on finding_resolution (sub_query_id)
  where kind = 'ROWS' and state in ('PROPOSED', 'CONFIRMED');
alter table finding_resolution enable row level security;
alter table finding_resolution force row level security;
create policy by_request on finding_resolution
  using (exists (select from verification_request where verification_request.id = finding_resolution.request_id));

-- The case worker departs from a verdict, which is advisory; the report stays as it is.
create table verdict_override (
  id uuid primary key,
  report_id uuid not null references report,
  verdict text not null,
  reason text not null,
  evidence_sha256s text[] not null check (cardinality(evidence_sha256s) > 0),
  state text not null check (state in ('PROPOSED', 'APPROVED', 'REFUSED')),
  proposed_by text not null,
  proposed_on date not null,
  decided_by text check (decided_by <> proposed_by),
  decided_on date,
  version integer not null default 1,
  check ((state = 'PROPOSED') = (decided_by is null))
);
create unique index verdict_override_once on verdict_override (report_id) where state in ('PROPOSED', 'APPROVED');
alter table verdict_override enable row level security;
alter table verdict_override force row level security;
create policy by_report on verdict_override
  using (exists (select from report where report.id = verdict_override.report_id));

-- An adult member lets the applicant read what the report says of them.
create table report_consent (
  request_id uuid not null references verification_request,
  person_id uuid not null,
  document_sha256 text not null check (document_sha256 ~ '^[0-9a-f]{64}$'),
  recorded_by text not null,
  recorded_on date not null,
  primary key (request_id, person_id)
);
alter table report_consent enable row level security;
alter table report_consent force row level security;
create policy by_request on report_consent
  using (exists (select from verification_request where verification_request.id = report_consent.request_id));

insert into policy_parameter (key, division_code, value, valid_from, legal_basis, proposed_by, approved_by)
select key, '370000000000', value::jsonb, '2014-01-01', basis, 'start-data', 'start-data-review'
from (values
  ('lump_sum_types', '["LAND_COMPENSATION", "INHERITANCE"]', 'income-verification.md §6.1 item 7 [A]'),
  ('uncounted_types', '["RENT_SUBSIDY", "HOUSE_SALE", "MACHINERY_SUBSIDY"]', 'social-assistance.md §2.3 [A]'),
  ('abroad_trips', '3', 'income-verification.md §4 PSB_EXIT [A]'),
  ('abroad_days', '30', 'income-verification.md §4 PSB_EXIT [A]'),
  ('dwelling_reference_fen_m2', '350000', 'income-verification.md §6.1 item 4 [A]'),
  ('vehicle_reference_fen.CAR', '8000000', 'income-verification.md §6.1 item 4 [A]'),
  ('vehicle_reference_fen.VAN', '5000000', 'income-verification.md §6.1 item 4 [A]'),
  ('vehicle_reference_fen.TRUCK', '9000000', 'income-verification.md §6.1 item 4 [A]'),
  ('public_calls_per_minute', '60', 'income-verification.md §9 [A]')
) as start (key, value, basis);

do $$
declare
  ban record;
begin
  for ban in
    select distinct wanted.rights, wanted.of_table, granted.grantee
    from (values
      ('report_paper', 'update, delete, truncate'),
      ('finding_resolution', 'delete, truncate'),
      ('verdict_override', 'delete, truncate'),
      ('report_consent', 'update, delete, truncate')
    ) as wanted (of_table, rights)
    join information_schema.role_table_grants as granted
      on granted.table_schema = 'public' and granted.table_name = wanted.of_table and granted.grantee <> current_user
  loop
    execute format('revoke %s on %I from %I', ban.rights, ban.of_table, ban.grantee);
  end loop;
end
$$;
