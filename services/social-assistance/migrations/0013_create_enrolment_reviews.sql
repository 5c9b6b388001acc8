-- Dynamic management (handbook §5.4, GF-45): the review of an enrolled household, from the task to the decision.
create table enrolment_review (
  id uuid primary key,
  enrolment_id uuid not null references enrolment,
  kind text not null check (kind in (
    'CYCLE', 'CHANGE_DETECTED', 'REPORT_SUPERSEDED', 'PERSON_MOVED', 'CUSTODY_CHANGED', 'AUTHORIZATION_RENEWAL', 'MEMBERS_CHANGED'
  )),
  -- What raised it, so that one cause raises it once: the day of the cycle, the version of the report, the change.
  cause text not null,
  -- Codes, ids and days of the cause; never a name or a number.
  detail jsonb not null default '{}',
  -- COVERED: the decision of another review of the household, started later than this was opened, stands for it.
  state text not null check (state in ('DUE', 'STARTED', 'PROPOSED', 'DECIDED', 'COVERED')),
  opened_on date not null,
  due_on date not null,
  started_on date,
  started_by text,
  verification_request_id uuid,
  report_id uuid,
  report_version integer,
  verdict text,
  report_valid_to date,
  report_checker text,
  -- The home visit by its accounts, photos and counts; what was found is encrypted.
  visit jsonb,
  visited_by text,
  visit_note bytea,
  -- {outcome, reasonCode, concealed}; the reason in words is encrypted.
  proposal jsonb,
  proposed_by text,
  proposal_note bytea,
  decided_on date,
  decision_id uuid references decision,
  outcome text check (outcome in ('KEEP', 'INCREASE', 'DECREASE', 'TAPER', 'SUSPEND', 'TERMINATE')),
  covered_by uuid references enrolment_review,
  -- Late by more than a cycle: told once.
  warned_on date,
  -- {postedOn, places, photoSha256} of a decrease or stop.
  publicity jsonb,
  version integer not null default 1,
  created_at timestamptz not null,
  unique (enrolment_id, kind, cause),
  check ((state in ('STARTED', 'PROPOSED', 'DECIDED')) = (started_on is not null)),
  check ((state = 'DECIDED') = (decision_id is not null) and (state = 'DECIDED') = (outcome is not null)),
  check ((state = 'COVERED') = (covered_by is not null) or kind = 'AUTHORIZATION_RENEWAL')
);
-- One review of a household runs at a time.
create unique index enrolment_review_running on enrolment_review (enrolment_id) where state in ('STARTED', 'PROPOSED');
create index enrolment_review_due on enrolment_review (due_on, id) where state in ('DUE', 'STARTED', 'PROPOSED');
create index enrolment_review_by_request on enrolment_review (verification_request_id);
create index enrolment_next_review on enrolment (next_review_on) where state in ('ACTIVE', 'SUSPENDED');

-- Why an enrolment ended, and since when its certificate is withdrawn (收回低保证).
alter table enrolment add column ended_code text;
alter table enrolment add column certificate_withdrawn_on date;
-- A suspension beyond its limit: told once.
alter table enrolment_pause add column missed_on date;

-- Who came to or left an enrolled household, and when it was told (within 30 days [A]).
create table member_change (
  id uuid primary key,
  enrolment_id uuid not null references enrolment,
  person_id uuid not null,
  act text not null check (act in ('ADDED', 'REMOVED')),
  reason text not null,
  happened_on date not null,
  reported_on date not null check (reported_on >= happened_on),
  late boolean not null,
  decision_id uuid not null references decision,
  recorded_by text not null,
  recorded_at timestamptz not null
);
create index member_change_by_enrolment on member_change (enrolment_id, recorded_at);

-- Suitable jobs that were offered to a member (SA-649 art. 45), and what became of them.
create table work_offer (
  id uuid primary key,
  enrolment_id uuid not null references enrolment,
  person_id uuid not null,
  offered_on date not null,
  answer text not null check (answer in ('ACCEPTED', 'REFUSED')),
  -- A refusal with a good reason (ILLNESS, CARING …) is none of the row.
  reason_code text,
  offered_by text not null,
  recorded_at timestamptz not null,
  check (answer = 'REFUSED' or reason_code is null)
);
create index work_offer_by_person on work_offer (enrolment_id, person_id, offered_on, recorded_at);

-- Whose part stops because of refused work: until an accepted job is followed by a decision.
create table benefit_stop (
  id uuid primary key,
  enrolment_id uuid not null references enrolment,
  person_id uuid not null,
  decision_id uuid not null references decision,
  ended_by uuid references decision
);
create unique index benefit_stop_open on benefit_stop (enrolment_id, person_id) where ended_by is null;

do $$
declare
  part text;
begin
  foreach part in array array['enrolment_review', 'member_change', 'work_offer', 'benefit_stop'] loop
    execute format('alter table %I enable row level security', part);
    execute format('alter table %I force row level security', part);
    execute format(
      'create policy by_enrolment on %I using (exists (select from enrolment where enrolment.id = enrolment_id))', part
    );
  end loop;
end
$$;
