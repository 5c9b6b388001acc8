-- What was paid beyond what was due, and how it comes back (payments.md §7). The id is the bureau's.
create table overpayment (
  id uuid primary key,
  enrolment_id uuid not null,
  programme text not null references programme,
  debtor_ids uuid[] not null check (cardinality(debtor_ids) > 0),
  fault text not null check (fault in ('NONE', 'CITIZEN', 'AGENCY', 'PARTNER')),
  partner_code text,
  amount_fen bigint not null check (amount_fen > 0),
  decision_id uuid not null,
  opened_on date not null,
  opened_at timestamptz not null,
  journal_id uuid not null references journal,
  withdrawn_on date,
  withdrawn_reason text,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  check ((withdrawn_on is null) = (withdrawn_reason is null))
);
create index overpayment_by_enrolment on overpayment (enrolment_id, opened_at);
create index overpayment_by_debtor on overpayment using gin (debtor_ids);

-- Per month and line: the oldest month is recovered first.
create table overpayment_month (
  overpayment_id uuid not null references overpayment,
  line_id uuid not null references line,
  benefit_month text not null check (benefit_month ~ '^[0-9]{4}-[0-9]{2}$'),
  paid_fen bigint not null,
  due_fen bigint not null check (due_fen >= 0),
  amount_fen bigint not null generated always as (paid_fen - due_fen) stored,
  recovered_fen bigint not null default 0 check (recovered_fen >= 0),
  written_off_fen bigint not null default 0 check (written_off_fen >= 0),
  -- The purse that paid it, and its part of the difference by level: [{level, amountFen}].
  fund_id uuid not null references fund,
  fund_split jsonb not null,
  -- The line's month lay in the year in which the overpayment was found: its expenditure is taken back.
  same_year boolean not null,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  primary key (overpayment_id, line_id, benefit_month),
  check (paid_fen > due_fen),
  check (recovered_fen + written_off_fen <= paid_fen - due_fen)
);
create index overpayment_month_by_line on overpayment_month (line_id);

-- How it is being recovered; two persons' decisions lie beside the state.
create table recovery_plan (
  overpayment_id uuid primary key references overpayment,
  state text not null check (state in (
    'OFFSETTING', 'DEMANDED', 'SUSPENDED', 'WAIVED', 'WRITTEN_OFF', 'WITHDRAWN', 'RECOVERED'
  )),
  offset_bp integer not null check (offset_bp between 0 and 10000),
  -- What it was before an appeal suspended it.
  resume_state text check (resume_state in ('OFFSETTING', 'DEMANDED')),
  resume_bp integer,
  hardship_bp integer check (hardship_bp between 0 and 10000),
  hardship_reason text,
  hardship_proposed_by text,
  hardship_approved_by text,
  write_off_reason text,
  write_off_document_no text,
  write_off_proposed_by text,
  write_off_approved_by text,
  recall_from text check (recall_from in ('BANK', 'ESTATE', 'PERSON')),
  recall_person_id uuid,
  recall_due_on date,
  recall_document_no text,
  recalled_by text,
  version integer not null default 1,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  check ((state = 'SUSPENDED') = (resume_state is not null)),
  check (state = 'OFFSETTING' or offset_bp = 0),
  check (hardship_approved_by <> hardship_proposed_by),
  check (write_off_approved_by <> write_off_proposed_by),
  check ((recall_from = 'PERSON') = (recall_person_id is not null))
);

-- Each step of recovery, with its journal; only ever added.
create table recovery_entry (
  id uuid primary key,
  overpayment_id uuid not null references overpayment,
  kind text not null check (kind in ('OFFSET', 'REFUND', 'WRITE_OFF')),
  means text not null check (means in ('OFFSET', 'DEBTOR', 'BANK', 'ESTATE', 'WRITE_OFF')),
  amount_fen bigint not null check (amount_fen > 0),
  line_id uuid references line,
  document_no text,
  received_on date not null,
  journal_id uuid not null references journal,
  recorded_by text not null,
  recorded_at timestamptz not null,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  check ((kind = 'OFFSET') = (line_id is not null))
);
create index recovery_entry_by_overpayment on recovery_entry (overpayment_id, id);
-- A settled line reduces a debt once; a refund's document is booked once.
create unique index recovery_entry_of_line on recovery_entry (line_id, overpayment_id);
create unique index recovery_entry_document on recovery_entry (document_no) where kind = 'REFUND';

-- Enrolments whose recovery an appeal suspends; an overpayment found later is suspended too.
create table recovery_suspension (
  enrolment_id uuid primary key,
  suspended boolean not null,
  reason text not null
);

-- Lines that their bureau took back; one that is not pulled yet is ended when it comes.
create table withdrawn_line (
  line_id uuid primary key,
  enrolment_id uuid not null,
  decision_id uuid not null,
  reason text not null,
  withdrawn_on date not null
);

-- Which part of a person's share of a month came back.
alter table benefit_entry add column recovered_fen bigint not null default 0
  check (recovered_fen between 0 and amount_fen);
-- The monthly amount, for the number of months that an offset will last.
alter table enrolment_copy add column amount_fen bigint;
-- When a notice came, and when an unconfirmed one stopped holding lines.
alter table death_notice add column noted_on date;
update death_notice set noted_on = death_date;
alter table death_notice alter column noted_on set not null;
alter table death_notice add column lapsed_on date;

alter table journal drop constraint journal_kind_check;
alter table journal add constraint journal_kind_check check (kind in (
  'RECEIPT', 'CONFIRMATION', 'SETTLEMENT', 'CANCELLATION', 'REVERSAL', 'OVERPAYMENT', 'OFFSET', 'REFUND', 'WRITE_OFF'
));
alter table entry drop constraint entry_account_check;
alter table entry add constraint entry_account_check check (account in (
  'BANK_SPECIAL', 'FUND_SOURCE', 'EXPENDITURE', 'PAYABLE', 'PAYABLE_RETURNED', 'RECEIVABLE_OVERPAY',
  'PRIOR_YEAR_RECOVERY', 'WRITE_OFF'
));

insert into policy_parameter (key, division_code, valid_from, value, legal_basis, proposed_by, approved_by) values
  ('recovery.offset-bp', '370000000000', '2000-01-01', '2000', '省级暂定：多发资金抵扣上限', 'start-data:1', 'start-data:2'),
  ('recall.bank-days', '370000000000', '2000-01-01', '30', '省级暂定：死亡后银行追回期限', 'start-data:1', 'start-data:2');

do $$
declare
  scoped text;
  granted record;
begin
  foreach scoped in array array['overpayment', 'overpayment_month', 'recovery_plan', 'recovery_entry'] loop
    execute format('create index %I on %I (current_division_code)', scoped || '_by_division', scoped);
    execute format('alter table %I enable row level security', scoped);
    execute format('alter table %I force row level security', scoped);
    execute format($policy$
      create policy by_division on %I using (
        current_division_code >= (select nullif(current_setting('app.division', true), ''))
        and current_division_code < (select nullif(current_setting('app.division', true), '') || '~')
      )$policy$, scoped);
  end loop;
  for granted in
    select distinct grantee from information_schema.role_table_grants
    where table_schema = 'public' and table_name = 'recovery_entry' and grantee <> current_user
  loop
    execute format('revoke update, delete, truncate on recovery_entry from %I', granted.grantee);
  end loop;
end
$$;
