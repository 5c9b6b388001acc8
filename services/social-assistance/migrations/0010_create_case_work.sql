-- The order to the checkers of one request: never changed once it was sent.
create table verification_brief (
  request_id uuid primary key,
  application_id uuid not null references application,
  body jsonb not null,
  created_at timestamptz not null
);
create index verification_brief_by_application on verification_brief (application_id);

-- What income-verification concluded, one row a report version.
create table verification_result (
  report_id uuid not null,
  report_version integer not null,
  application_id uuid not null references application,
  verdict text not null,
  flags text[] not null,
  missing_agencies text[] not null,
  valid_to date not null,
  compiler_id text not null,
  checker_id text not null,
  received_at timestamptz not null,
  primary key (report_id, report_version)
);
create index verification_result_by_application on verification_result (application_id, received_at desc);

-- Public notices: posted day is day 0.
create table public_notice (
  id uuid primary key,
  application_id uuid not null references application,
  round integer not null check (round in (1, 2)),
  posted_on date not null,
  ends_on date not null,
  places text[] not null,
  photo_sha256 text not null check (photo_sha256 ~ '^[0-9a-f]{64}$'),
  end_photo_sha256 text check (end_photo_sha256 ~ '^[0-9a-f]{64}$')
);
create index public_notice_by_application on public_notice (application_id, posted_on);

-- Decisions: the written notice and the sealed capsule. Never changed.
create table decision (
  id uuid primary key,
  application_id uuid not null references application,
  outcome text not null check (outcome in ('APPROVED', 'REJECTED')),
  decided_on date not null,
  notice jsonb not null,
  capsule jsonb not null,
  capsule_hash text not null check (capsule_hash ~ '^[0-9a-f]{64}$'),
  seal jsonb not null,
  decided_by text not null,
  recorded_at timestamptz not null
);
create index decision_by_application on decision (application_id);

-- An enrolled household.
create table enrolment (
  id uuid primary key,
  application_id uuid not null references application,
  household_id uuid not null references household,
  programme text not null,
  state text not null check (state in ('ACTIVE', 'SUSPENDED', 'TAPERING', 'TRANSFERRING', 'TERMINATED', 'ENDED_TRANSFERRED')),
  class text not null check (class in ('A', 'B', 'C')),
  event_division_code text collate "C" not null check (event_division_code ~ '^[0-9]{12}$'),
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  from_month text not null check (from_month ~ '^[0-9]{4}-[0-9]{2}$'),
  last_month text check (last_month ~ '^[0-9]{4}-[0-9]{2}$'),
  amount_fen bigint not null check (amount_fen >= 0),
  certificate_no text not null unique,
  payee_id uuid,
  payee_usable_from date,
  next_review_on date not null,
  decision_id uuid not null references decision,
  approved_by text not null,
  version integer not null default 1,
  created_at timestamptz not null,
  unique (application_id, programme)
);
create index enrolment_by_division on enrolment (current_division_code, programme, state);

-- What a household is owed in a month: once by kind and cause.
create table entitlement (
  id uuid primary key,
  enrolment_id uuid not null references enrolment,
  benefit_month text not null check (benefit_month ~ '^[0-9]{4}-[0-9]{2}$'),
  kind text not null check (kind in ('REGULAR', 'SUPPLEMENT', 'REISSUE')),
  cause_id uuid not null,
  amount_fen bigint not null check (amount_fen > 0),
  decision_id uuid not null references decision,
  shares jsonb not null,
  line_id uuid,
  state text not null default 'OWED' check (state in ('OWED', 'BATCHED', 'SETTLED', 'FAILED', 'HELD')),
  unique (enrolment_id, benefit_month, kind, cause_id)
);

-- Deaths that people confirmed, for the months that follow.
create table person_death (
  person_id uuid primary key,
  death_date date not null,
  notice_id uuid not null
);

alter table enrolment enable row level security;
alter table enrolment force row level security;
create policy by_division on enrolment
  using (
    current_division_code >= (select nullif(current_setting('app.division', true), ''))
    and current_division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

do $$
declare
  part text;
begin
  foreach part in array array['verification_brief', 'verification_result', 'public_notice', 'decision'] loop
    execute format('alter table %I enable row level security', part);
    execute format('alter table %I force row level security', part);
    execute format(
      'create policy by_application on %I using (exists (select from application where application.id = application_id))',
      part
    );
  end loop;
end
$$;
alter table entitlement enable row level security;
alter table entitlement force row level security;
create policy by_enrolment on entitlement using (exists (select from enrolment where enrolment.id = enrolment_id));

do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'public' and table_name in ('verification_brief', 'verification_result', 'decision')
      and grantee <> current_user
  loop
    execute format('revoke update, delete, truncate on %I from %I', granted.table_name, granted.grantee);
  end loop;
end
$$;
