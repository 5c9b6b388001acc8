-- What happens to an enrolment after its first decision (handbook §4.7, §4.8, §5.4). Decisions about an enrolment stand
-- beside those about an application: same notice, capsule and seal.
alter table decision add column enrolment_id uuid references enrolment;
alter table decision add column cause text not null default 'APPLICATION' check (cause in (
  'APPLICATION', 'REVIEW', 'MEMBERS', 'WORK_REFUSAL', 'STANDARD', 'DEATH', 'DEATH_REVOKED', 'FRAUD', 'TRANSFER', 'APPEAL'
));
-- The first month that it changes.
alter table decision add column from_month text check (from_month ~ '^[0-9]{4}-[0-9]{2}$');
alter table decision drop constraint decision_outcome_check;
alter table decision add constraint decision_outcome_check check (outcome in (
  'APPROVED', 'REJECTED', 'KEPT', 'CHANGED', 'TAPERED', 'SUSPENDED', 'RESUMED', 'TERMINATED'
));
alter table decision add constraint decision_of_enrolment check (
  (cause = 'APPLICATION') = (enrolment_id is null) and (cause = 'APPLICATION' or from_month is not null)
);
create index decision_by_enrolment on decision (enrolment_id, decided_on);

-- Whose facts a month is computed from: the latest assessment that began by then; deaths and standards are looked up.
create table assessment (
  id uuid primary key,
  enrolment_id uuid not null references enrolment,
  from_month text not null check (from_month ~ '^[0-9]{4}-[0-9]{2}$'),
  -- The facts are those of this decision's capsule.
  decision_id uuid not null references decision,
  -- Paid instead of the computed amount while a household leaves gradually (handbook §4.9).
  kept_fen bigint check (kept_fen > 0),
  kept_until text check (kept_until ~ '^[0-9]{4}-[0-9]{2}$'),
  recorded_at timestamptz not null,
  check ((kept_fen is null) = (kept_until is null)),
  unique (enrolment_id, decision_id)
);
create index assessment_by_month on assessment (enrolment_id, from_month, recorded_at);

-- Months in which nothing is paid although something may be due: paid back when cleared (handbook §5.4).
create table enrolment_pause (
  id uuid primary key,
  enrolment_id uuid not null references enrolment,
  reason text not null check (reason in (
    'REVIEW_OVERDUE', 'DEAD_ACCOUNT', 'MISSING_CONTACT', 'UNDER_INVESTIGATION', 'DEATH_CONFLICT', 'KINSHIP_UNFILED'
  )),
  from_month text not null check (from_month ~ '^[0-9]{4}-[0-9]{2}$'),
  -- The month from which it is paid again; null while it lasts.
  to_month text check (to_month ~ '^[0-9]{4}-[0-9]{2}$' and to_month >= from_month),
  ends_by date not null,
  decision_id uuid not null references decision,
  resumed_by uuid references decision
);
create unique index enrolment_pause_open on enrolment_pause (enrolment_id, reason) where to_month is null;

-- One recomputation: what each month was and is, and what followed from the difference.
create table adjustment (
  id uuid primary key,
  enrolment_id uuid not null references enrolment,
  decision_id uuid not null unique references decision,
  -- The notice, standard, review … behind it.
  cause_id uuid not null,
  from_month text not null check (from_month ~ '^[0-9]{4}-[0-9]{2}$'),
  -- [{month, owedFen, dueFen, act}] of the months that were looked at.
  months jsonb not null,
  supplement_fen bigint not null check (supplement_fen >= 0),
  overpaid_fen bigint not null check (overpaid_fen >= 0),
  undone_by uuid references adjustment,
  recorded_at timestamptz not null
);
create index adjustment_by_enrolment on adjustment (enrolment_id, recorded_at);
create index adjustment_by_cause on adjustment (cause_id);

-- What was paid beyond what was due, as told to payments, who keeps the debt.
create table overpayment_claim (
  id uuid primary key,
  enrolment_id uuid not null references enrolment,
  adjustment_id uuid not null references adjustment,
  fault text not null check (fault in ('NONE', 'CITIZEN', 'AGENCY', 'PARTNER')),
  amount_fen bigint not null check (amount_fen > 0),
  -- [{benefitMonth, lineId, paidFen, dueFen}]
  months jsonb not null,
  state text not null check (state in ('ASSESSED', 'WITHDRAWN'))
);
create index overpayment_claim_by_enrolment on overpayment_claim (enrolment_id);

-- Read copy of payments' recovery plans, from which the deductions of the next lines follow.
create table recovery_copy (
  overpayment_id uuid primary key,
  enrolment_id uuid not null,
  state text not null,
  outstanding_fen bigint not null check (outstanding_fen >= 0),
  offset_bp integer not null check (offset_bp between 0 and 10000),
  version integer not null
);
create index recovery_copy_by_enrolment on recovery_copy (enrolment_id);

-- A month's entitlement may be taken back from payments (WITHDRAWN: asked, CANCELLED: it was not paid) and owed anew.
alter table entitlement drop constraint entitlement_state_check;
alter table entitlement add constraint entitlement_state_check
  check (state in ('OWED', 'BATCHED', 'SETTLED', 'FAILED', 'HELD', 'WITHDRAWN', 'CANCELLED'));
alter table entitlement drop constraint entitlement_enrolment_id_benefit_month_kind_cause_id_key;
create unique index entitlement_once on entitlement (enrolment_id, benefit_month, kind, cause_id) where state <> 'CANCELLED';
-- [{month, amountFen}] that a supplement makes up for.
alter table entitlement add column months jsonb;

do $$
declare
  part text;
begin
  foreach part in array array['assessment', 'enrolment_pause', 'adjustment', 'overpayment_claim', 'recovery_copy'] loop
    execute format('alter table %I enable row level security', part);
    execute format('alter table %I force row level security', part);
    execute format(
      'create policy by_enrolment on %I using (exists (select from enrolment where enrolment.id = enrolment_id))', part
    );
  end loop;
end
$$;

-- Every enrolment of before starts from its decision; the owner of the tables sees rows of a division only, too.
select set_config('app.division', '3', true);
insert into assessment (id, enrolment_id, from_month, decision_id, recorded_at)
select gen_random_uuid(), id, from_month, decision_id, created_at from enrolment;
