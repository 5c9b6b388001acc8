-- Lines of a batch on their way in, by COPY; gone once the batch is accepted or refused.
create unlogged table batch_staging (
  pull_id uuid not null,
  line_id uuid not null,
  enrolment_id uuid not null,
  benefit_month text not null,
  kind text not null,
  cause_id uuid not null,
  payee_id uuid not null,
  amount_fen bigint not null,
  deduction_fen bigint not null,
  decision_id uuid not null,
  shares jsonb not null,
  fund_split jsonb not null,
  staged_at timestamptz not null default now(),
  primary key (pull_id, line_id)
);

-- A batch as payments works on it; its id is the bureau's (payments.md §3.3).
create table run (
  id uuid primary key,
  bureau text not null,
  programme text not null,
  event_division_code text collate "C" not null check (event_division_code ~ '^[0-9]{12}$'),
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  benefit_month text not null check (benefit_month ~ '^[0-9]{4}-[0-9]{2}$'),
  state text not null check (state in (
    'OFFERED', 'PULLED', 'SCREENED', 'FINANCE_CONFIRMED', 'FILED', 'SENT', 'PARTIAL_RETURN', 'SETTLED', 'CLOSED',
    'REFUSED', 'CANCELLED'
  )),
  refused_code text,
  waiting_for text,
  line_count integer not null check (line_count >= 0),
  total_fen bigint not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  seal jsonb not null,
  sealed_on date not null,
  -- Subjects that the finance confirmer must not be: checker, approvers, sealer, approvers of the cases.
  separated_from text[] not null,
  confirmed_by text,
  confirmed_on date,
  cancel_proposed_by text,
  cancel_reason text,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((state = 'REFUSED') = (refused_code is not null))
);

-- One payment of one enrolment for one month. The sealed content never changes; state and holds lie over it.
create table line (
  id uuid primary key,
  run_id uuid not null references run,
  enrolment_id uuid not null,
  benefit_month text not null check (benefit_month ~ '^[0-9]{4}-[0-9]{2}$'),
  kind text not null check (kind in ('REGULAR', 'SUPPLEMENT', 'ONE_OFF', 'FUNERAL', 'INSTALMENT', 'REISSUE')),
  cause_id uuid not null,
  payee_id uuid not null references payee,
  amount_fen bigint not null check (amount_fen > 0),
  deduction_fen bigint not null check (deduction_fen between 0 and amount_fen),
  decision_id uuid not null,
  fund_split jsonb not null,
  fund_id uuid references fund,
  state text not null check (state in (
    'PULLED', 'READY', 'HELD', 'FILED', 'SETTLED', 'FAILED', 'REISSUED', 'CANCELLED', 'SUSPENDED'
  )),
  fail_code text,
  fail_count integer not null default 0,
  posted_on date,
  version integer not null default 1,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$')
);
-- Paying twice is impossible, not merely checked (payments.md §2); what was cancelled was not paid.
create unique index line_paid_once on line (enrolment_id, benefit_month, kind, cause_id) where state <> 'CANCELLED';
create index line_by_run on line (run_id, id);
create index line_by_payee on line (payee_id);

-- A person's share of a line: the dated benefit ledger over all bureaux (payments.md §11).
create table benefit_entry (
  person_id uuid not null,
  line_id uuid not null references line,
  programme text not null,
  bureau text not null,
  benefit_month text not null,
  amount_fen bigint not null check (amount_fen >= 0),
  state text not null check (state in ('OWED', 'FILED', 'SETTLED', 'FAILED', 'HELD', 'RECOVERED', 'CANCELLED')),
  decision_id uuid not null,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  primary key (person_id, benefit_month, line_id)
);
create index benefit_entry_by_line on benefit_entry (line_id);

-- Lines that the unique key or the cap keeps out; the bureau is told.
create table refused_line (
  run_id uuid not null references run,
  line_id uuid not null,
  enrolment_id uuid not null,
  code text not null,
  amount_fen bigint not null,
  primary key (run_id, line_id)
);

-- What keeps a line back, with its owner and clock; FLAGGED is a mark that holds nothing.
create table hold (
  id uuid primary key,
  line_id uuid not null references line,
  run_id uuid not null references run,
  code text not null,
  owner text not null,
  opened_on date not null,
  due_on date not null,
  state text not null check (state in ('OPEN', 'FLAGGED', 'RELEASED', 'LIFTED', 'CANCELLED')),
  proposed_by text,
  reason text,
  released_by text,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  check (released_by <> proposed_by)
);
create index hold_by_line on hold (line_id);
create index hold_by_run on hold (run_id) where state = 'OPEN';
create unique index hold_once on hold (line_id, code) where state in ('OPEN', 'FLAGGED');

-- A file for a bank: its bytes encrypted; the drop folder has the copy that the bank fetches.
create table bank_file (
  id uuid primary key,
  run_id uuid not null references run,
  file_no text not null unique,
  file_name text not null,
  bank_code text not null references bank,
  line_count integer not null check (line_count > 0),
  total_fen bigint not null,
  sha256 text not null,
  content bytea not null,
  written_on date not null,
  written_by text not null,
  state text not null check (state in ('WRITTEN', 'SENT', 'RETURNED')),
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$')
);
create index bank_file_by_run on bank_file (run_id);
create table bank_file_line (
  bank_file_id uuid not null references bank_file,
  seq integer not null check (seq >= 1),
  -- A line stands in one file only.
  line_id uuid not null unique references line,
  amount_fen bigint not null check (amount_fen > 0),
  primary key (bank_file_id, seq)
);

-- A bank's return, applied whole.
create table bank_return (
  file_no text primary key,
  bank_file_id uuid not null unique references bank_file,
  content_hash text not null,
  settled integer not null,
  failed integer not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$')
);
create table bank_return_line (
  file_no text not null references bank_return,
  seq integer not null,
  result text not null check (result in ('OK', 'FAIL')),
  fail_code text check ((fail_code is not null) = (result = 'FAIL')),
  posted_on date not null,
  primary key (file_no, seq)
);

do $$
declare
  scoped text;
begin
  foreach scoped in array array['run', 'line', 'benefit_entry', 'hold', 'bank_file', 'bank_return'] loop
    execute format('create index %I on %I (current_division_code)', scoped || '_by_division', scoped);
    execute format('alter table %I enable row level security', scoped);
    execute format('alter table %I force row level security', scoped);
    execute format($policy$
      create policy by_division on %I using (
        current_division_code >= (select nullif(current_setting('app.division', true), ''))
        and current_division_code < (select nullif(current_setting('app.division', true), '') || '~')
      )$policy$, scoped);
  end loop;
end
$$;
