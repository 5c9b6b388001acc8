-- What else happens to a household (handbook §2.2, §4.11, §5.3, §5.4): appeals, certificates, near relatives, moves, fraud.

-- Terms beyond those of an application: an appeal's answer, the review after a move. Raised once, never decided by time.
create table duty_term (
  id uuid primary key,
  step text not null check (step in ('APPEAL_ANSWER', 'TRANSFER_REVIEW', 'ENROLMENT_REVIEW')),
  -- The appeal, transfer or enrolment.
  subject_id uuid not null,
  -- The case under which a missed term is told.
  application_id uuid not null,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  started_on date not null,
  days integer not null check (days >= 0),
  due_on date not null,
  provisional boolean not null,
  met_on date,
  missed_on date,
  legal_basis text not null
);
create unique index duty_term_running on duty_term (subject_id, step) where met_on is null;
create index duty_term_due on duty_term (due_on) where met_on is null and missed_on is null;
alter table duty_term enable row level security;
alter table duty_term force row level security;
create policy by_division on duty_term
  using (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

-- A refused case stays open for reads until its appeals are over; null: closed, or never refused.
alter table application add column case_open_until date;
create index application_closing on application (case_open_until) where case_open_until is not null;
-- How the case came: by an application, or with a family that moved here.
alter table application add column kind text not null default 'APPLICATION' check (kind in ('APPLICATION', 'TRANSFER'));

create table appeal (
  id uuid primary key,
  decision_id uuid not null references decision,
  application_id uuid not null references application,
  enrolment_id uuid references enrolment,
  kind text not null check (kind in ('OBJECTION', 'RECONSIDERATION', 'LITIGATION')),
  state text not null check (state in ('OPEN', 'UPHELD', 'CHANGED', 'WITHDRAWN')),
  lodged_on date not null,
  -- Until when it could be lodged; an objection has no such term.
  lodge_until date,
  lodged_by text not null,
  grounds bytea not null,
  -- A stop of which the reviewing body ordered that it does not run meanwhile.
  stay_decision_id uuid references decision,
  stay_ordered_by text,
  answered_on date,
  answered_by text,
  answer bytea,
  answer_decision_id uuid references decision,
  version integer not null default 1,
  recorded_at timestamptz not null,
  check ((state = 'OPEN') = (answered_on is null))
);
-- One way of appeal is gone once; a withdrawn one may be lodged again in time.
create unique index appeal_once on appeal (decision_id, kind) where state <> 'WITHDRAWN';
create index appeal_of_application on appeal (application_id);
create index appeal_of_enrolment on appeal (enrolment_id) where state = 'OPEN';

-- 低保证: withdrawn when the enrolment ends, which the enrolment itself says.
create table certificate (
  id uuid primary key,
  enrolment_id uuid not null references enrolment,
  number text not null unique,
  programme text not null,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  state text not null check (state in ('ISSUED', 'WITHDRAWN', 'REPLACED')),
  valid_from date not null,
  valid_to date not null check (valid_to >= valid_from),
  issued_on date not null,
  issued_by text not null,
  replaces uuid references certificate,
  ended_on date,
  reason text,
  version integer not null default 1,
  check ((state = 'ISSUED') = (ended_on is null))
);
create unique index certificate_current on certificate (enrolment_id) where state = 'ISSUED';

-- 未享受低保证明: what a search of the whole province found on its day, sealed; never changed.
create table not_receiving_certificate (
  id uuid primary key,
  number text not null unique,
  person_id uuid not null,
  application_id uuid not null,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  body jsonb not null,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  seal jsonb not null,
  issued_on date not null,
  issued_by text not null
);
alter table not_receiving_certificate enable row level security;
alter table not_receiving_certificate force row level security;
create policy by_division on not_receiving_certificate
  using (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

-- Assistance staff and committee members of a place, whose kin must be filed (handbook §5.3).
create table kin_roster (
  id uuid primary key,
  person_id uuid not null,
  office text not null check (office in ('ASSISTANCE_STAFF', 'VILLAGE_COMMITTEE')),
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  recorded_by text not null,
  version integer not null default 1
);
create unique index kin_roster_active on kin_roster (person_id, division_code, office) where valid_to is null;
alter table kin_roster enable row level security;
alter table kin_roster force row level security;
-- A township's cases are matched with the county's staff, so that everybody reads and the own office writes.
create policy readable on kin_roster for select using (true);
create policy by_division on kin_roster
  using (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

-- Kin that matching found and the family did not state: the case is frozen until two people of the county clear it.
create table kin_hit (
  id uuid primary key,
  application_id uuid not null references application,
  enrolment_id uuid references enrolment,
  person_id uuid not null,
  office text not null,
  state text not null check (state in ('FROZEN', 'PROPOSED', 'CLEARED')),
  found_on date not null,
  proposed_by text,
  proposed_on date,
  reason bytea,
  cleared_by text check (cleared_by <> proposed_by),
  cleared_on date,
  version integer not null default 1,
  recorded_at timestamptz not null,
  check ((state = 'FROZEN') = (proposed_by is null)),
  check ((state = 'CLEARED') = (cleared_by is not null)),
  unique (application_id, person_id)
);

-- A move between counties: seen by both, and the new county sees the file through it alone.
create table transfer (
  id uuid primary key,
  enrolment_id uuid not null references enrolment,
  from_division text collate "C" not null check (from_division ~ '^[0-9]{12}$'),
  to_division text collate "C" not null check (to_division ~ '^[0-9]{12}$' and left(to_division, 6) <> left(from_division, 6)),
  programme text not null,
  state text not null check (state in ('OFFERED', 'ACCEPTED', 'DECIDED', 'REFUSED', 'WITHDRAWN')),
  offered_on date not null,
  offered_by text not null,
  -- The capsule under which the household was last decided, and the facts themselves.
  capsule_hash text not null check (capsule_hash ~ '^[0-9a-f]{64}$'),
  facts jsonb not null,
  members jsonb not null,
  household jsonb not null,
  accepted_on date,
  accepted_by text,
  new_application_id uuid references application,
  new_enrolment_id uuid references enrolment,
  ended_on date,
  reason bytea,
  version integer not null default 1,
  recorded_at timestamptz not null,
  check ((state in ('DECIDED')) = (new_enrolment_id is not null))
);
create unique index transfer_open on transfer (enrolment_id) where state in ('OFFERED', 'ACCEPTED');
create unique index transfer_decided on transfer (enrolment_id) where state = 'DECIDED';
alter table transfer enable row level security;
alter table transfer force row level security;
create policy by_counties on transfer
  using (
    (
      from_division >= (select nullif(current_setting('app.division', true), ''))
      and from_division < (select nullif(current_setting('app.division', true), '') || '~')
    )
    or (
      to_division >= (select nullif(current_setting('app.division', true), ''))
      and to_division < (select nullif(current_setting('app.division', true), '') || '~')
    )
  );

-- Support obtained by fraud: proposed by one, established by another (SA-649 art. 68).
create table fraud_case (
  id uuid primary key,
  enrolment_id uuid not null references enrolment,
  from_month text not null check (from_month ~ '^[0-9]{4}-[0-9]{2}$'),
  -- {incomes, assets}: what was concealed, as the rules take it.
  concealed jsonb not null,
  findings bytea not null,
  drop_reason bytea,
  state text not null check (state in ('PROPOSED', 'ESTABLISHED', 'DROPPED')),
  proposed_by text not null,
  proposed_on date not null,
  settled_by text check (settled_by <> proposed_by),
  settled_on date,
  decision_id uuid references decision,
  unlawful_fen bigint check (unlawful_fen >= 0),
  version integer not null default 1,
  recorded_at timestamptz not null,
  check ((state = 'ESTABLISHED') = (decision_id is not null))
);
create unique index fraud_case_open on fraud_case (enrolment_id) where state = 'PROPOSED';

-- A fine is no fund money: it is recorded and never sent to payments.
create table fine (
  id uuid primary key,
  fraud_id uuid not null unique references fraud_case,
  enrolment_id uuid not null references enrolment,
  decision_id uuid not null references decision,
  base_fen bigint not null check (base_fen > 0),
  -- One to three times what was unlawfully obtained (SA-649 art. 68, 2014-05-01).
  amount_fen bigint not null check (amount_fen between base_fen and 3 * base_fen),
  decided_by text not null,
  decided_on date not null
);

do $$
declare
  part text;
begin
  foreach part in array array['appeal', 'kin_hit'] loop
    execute format('alter table %I enable row level security', part);
    execute format('alter table %I force row level security', part);
    execute format(
      'create policy by_application on %I using (exists (select from application where application.id = application_id))',
      part
    );
  end loop;
  foreach part in array array['certificate', 'fraud_case', 'fine'] loop
    execute format('alter table %I enable row level security', part);
    execute format('alter table %I force row level security', part);
    execute format(
      'create policy by_enrolment on %I using (exists (select from enrolment where enrolment.id = enrolment_id))', part
    );
  end loop;
end
$$;

do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'public' and table_name in ('not_receiving_certificate', 'fine') and grantee <> current_user
  loop
    execute format('revoke update, delete, truncate on %I from %I', granted.table_name, granted.grantee);
  end loop;
end
$$;
