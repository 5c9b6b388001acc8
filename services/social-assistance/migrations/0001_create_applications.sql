-- The case: one application of one household for one programme, its steps and its state (MF-220, SA-649).
create table application (
  id uuid primary key,
  programme text not null check (programme in ('URBAN_DIBAO', 'RURAL_DIBAO')),
  state text not null check (state in (
    'DRAFT', 'SUBMITTED', 'SUPPLEMENT_REQUESTED', 'ACCEPTED', 'INVESTIGATING', 'REJECTED_BY_TOWNSHIP', 'RECHECK',
    'INVESTIGATED', 'REVIEWED', 'TOWNSHIP_OPINION', 'PUBLICITY_1', 'SENT_TO_COUNTY', 'COUNTY_OPINION', 'PUBLICITY_2',
    'REINVESTIGATING', 'APPROVED', 'REJECTED', 'WITHDRAWN'
  )),
  -- Village or community of the register: as it was called on the day of the draft, and the office responsible now.
  event_division_code text collate "C" not null check (event_division_code ~ '^[0-9]{12}$'),
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  filed_by text not null check (filed_by in ('HEAD', 'AGENT', 'VILLAGE')),
  entrustment_sha256 text check (entrustment_sha256 ~ '^[0-9a-f]{64}$'),
  household_id uuid unique,
  drafted_on date not null,
  submitted_on date,
  -- One single complete list (一次性告知): a second request is refused.
  supplement_requested_on date,
  accepted_on date,
  near_relative_case boolean not null default false,
  verification_request_id uuid,
  report_id uuid,
  verdict text,
  decision_id uuid,
  enrolment_id uuid,
  -- Counts the case events, which people keeps by their highest version.
  case_version integer not null default 0,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (filed_by = 'HEAD' or entrustment_sha256 is not null),
  check (submitted_on is not null or state in ('DRAFT', 'WITHDRAWN'))
);
create index application_by_division on application (current_division_code, id desc);
create index application_by_request on application (verification_request_id);

alter table application enable row level security;
alter table application force row level security;
create policy by_division on application
  using (
    current_division_code >= (select nullif(current_setting('app.division', true), ''))
    and current_division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

-- Every step of a case, in the order of the versions that it made: who did what under which role, and where it led.
create table application_step (
  application_id uuid not null references application,
  version integer not null,
  action text not null,
  from_state text,
  to_state text not null,
  actor text not null,
  actor_role text,
  on_day date not null,
  recorded_at timestamptz not null,
  -- Codes, ids, hashes and counts; never a name or a number.
  detail jsonb not null default '{}',
  -- Free text of the officer, encrypted.
  note bytea,
  primary key (application_id, version)
);

alter table application_step enable row level security;
alter table application_step force row level security;
-- A part of a case is in reach when its case is.
create policy by_application on application_step
  using (exists (select from application where application.id = application_id));

do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee from information_schema.role_table_grants
    where table_schema = 'public' and table_name = 'application_step' and grantee <> current_user
  loop
    execute format('revoke update, delete, truncate on application_step from %I', granted.grantee);
  end loop;
end
$$;
