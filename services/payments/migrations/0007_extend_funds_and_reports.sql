-- What a programme is for, by which the purposes of funds are enforced (payments.md §6).
alter table programme add column category text not null default 'RELIEF' check (category in (
  'DIBAO', 'RELIEF', 'ELDERLY', 'DISABLED', 'ORPHANS', 'MEDICAL', 'STAFF', 'ADMINISTRATION'
));
alter table programme alter column category drop default;
update programme set category = 'DIBAO' where code in ('URBAN_DIBAO', 'RURAL_DIBAO');
-- What the donor gave a donation for.
alter table fund
  add column donor_purpose text check (donor_purpose in ('DIBAO', 'RELIEF', 'ELDERLY', 'DISABLED', 'ORPHANS', 'MEDICAL')),
  add check ((fund_class = 'DONATION') = (donor_purpose is not null));

-- Who gives money to whom: a province-managed county gets it from the province, whatever its administrative parent.
create table fiscal_parent (
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  parent_code text collate "C" not null check (parent_code ~ '^[0-9]{12}$'),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  legal_basis text not null,
  primary key (division_code, valid_from)
);
insert into fiscal_parent (division_code, parent_code, valid_from, legal_basis) values
  ('371721000000', '370000000000', '2009-01-01', '省级暂定：省直管县财政体制改革试点名单'),
  ('371725000000', '370000000000', '2009-01-01', '省级暂定：省直管县财政体制改革试点名单');

-- Money on its way down: it has left the upper fund, and is the lower one's when it is received.
create table appropriation (
  id uuid primary key,
  doc_no text not null unique,
  from_fund_id uuid not null references fund,
  from_level text not null,
  from_division_code text not null,
  fund_class text not null,
  donor_purpose text,
  programmes text[] not null check (cardinality(programmes) > 0),
  to_level text not null check (to_level in ('PROVINCE', 'CITY', 'COUNTY')),
  year integer not null,
  amount_fen bigint not null check (amount_fen > 0),
  state text not null default 'SENT' check (state in ('SENT', 'RECEIVED')),
  sent_on date not null,
  sent_by text not null,
  received_on date check (received_on >= sent_on),
  received_by text,
  to_fund_id uuid references fund,
  warned_on date,
  version integer not null default 1,
  -- The receiving division: the sending one lies above it and sees it too.
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  check ((state = 'RECEIVED') = (received_on is not null and to_fund_id is not null and received_by is not null))
);
create index appropriation_in_transit on appropriation (sent_on) where state = 'SENT';
alter table fund_receipt add column appropriation_id uuid unique references appropriation;

alter table journal drop constraint journal_kind_check;
alter table journal add constraint journal_kind_check check (kind in (
  'RECEIPT', 'CONFIRMATION', 'SETTLEMENT', 'CANCELLATION', 'REVERSAL', 'OVERPAYMENT', 'OFFSET', 'REFUND', 'WRITE_OFF',
  'RETURN', 'ALLOCATION', 'OPENING'
));
alter table entry drop constraint entry_account_check;
alter table entry add constraint entry_account_check check (account in (
  'BANK_SPECIAL', 'FUND_SOURCE', 'EXPENDITURE', 'PAYABLE', 'PAYABLE_RETURNED', 'RECEIVABLE_OVERPAY',
  'PRIOR_YEAR_RECOVERY', 'WRITE_OFF', 'ALLOCATED_DOWN', 'CARRIED_FORWARD'
));

-- Money of a fund pays its own programmes only, whoever posts it.
create function check_fund_purpose() returns trigger language plpgsql as $$
begin
  if not exists (select from fund where id = new.fund_id and new.programme = any (programmes)) then
    raise exception 'FUND_PURPOSE_VIOLATION' using errcode = 'check_violation', constraint = 'fund_purpose', table = 'entry';
  end if;
  return new;
end
$$;
create trigger entry_serves_purpose before insert on entry
  for each row when (new.account = 'EXPENDITURE') execute function check_fund_purpose();

-- received = allocated down + paid + returned on hand + on hand: one row a fund and check.
create table fund_balance_check (
  id uuid primary key,
  fund_id uuid not null references fund,
  level text not null,
  year integer not null,
  checked_on date not null,
  checked_at timestamptz not null,
  checked_by text not null,
  received_fen bigint not null,
  allocated_fen bigint not null,
  paid_fen bigint not null,
  returned_on_hand_fen bigint not null,
  on_hand_fen bigint not null,
  difference_fen bigint not null generated always as
    (received_fen - allocated_fen - paid_fen - returned_on_hand_fen - on_hand_fen) stored,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$')
);
create index line_settled_by_fund on line (fund_id) include (amount_fen, deduction_fen) where state = 'SETTLED';
create index fund_balance_check_by_fund on fund_balance_check (fund_id, id);

-- A fund whose balance broke starts no run until two persons lift the stop.
create table fund_stop (
  id uuid primary key,
  fund_id uuid not null references fund,
  check_id uuid not null references fund_balance_check,
  difference_fen bigint not null check (difference_fen <> 0),
  state text not null check (state in ('OPEN', 'LIFTED')),
  opened_on date not null,
  lift_proposed_by text,
  lift_reason text,
  lifted_by text,
  lifted_on date,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  check (lifted_by <> lift_proposed_by),
  check ((state = 'LIFTED') = (lifted_by is not null))
);
create unique index fund_stop_once on fund_stop (fund_id) where state = 'OPEN';

-- A closed year of a division with what it reports.
create table ledger_year (
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  year integer not null,
  closed_on date not null,
  closed_by text not null,
  report jsonb not null,
  primary key (current_division_code, year)
);

-- Every state that a month of a person ever had.
create table benefit_entry_history (
  id bigint generated always as identity primary key,
  person_id uuid not null,
  line_id uuid not null,
  benefit_month text not null,
  amount_fen bigint not null,
  state text not null,
  changed_at timestamptz not null default clock_timestamp(),
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$')
);
create index benefit_entry_history_by_line on benefit_entry_history (line_id, person_id, id);
insert into benefit_entry_history (person_id, line_id, benefit_month, amount_fen, state, current_division_code)
  select person_id, line_id, benefit_month, amount_fen, state, current_division_code from benefit_entry;
create function keep_benefit_history() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into benefit_entry_history (person_id, line_id, benefit_month, amount_fen, state, current_division_code)
    select person_id, line_id, benefit_month, amount_fen, state, current_division_code from fresh;
  else
    insert into benefit_entry_history (person_id, line_id, benefit_month, amount_fen, state, current_division_code)
    select n.person_id, n.line_id, n.benefit_month, n.amount_fen, n.state, n.current_division_code
    from fresh n join earlier o on o.person_id = n.person_id and o.line_id = n.line_id and o.benefit_month = n.benefit_month
    where (o.state, o.amount_fen) is distinct from (n.state, n.amount_fen);
  end if;
  return null;
end
$$;
create trigger benefit_entry_made after insert on benefit_entry referencing new table as fresh
  for each statement execute function keep_benefit_history();
create trigger benefit_entry_changed after update on benefit_entry
  referencing old table as earlier new table as fresh for each statement execute function keep_benefit_history();
create index enrolment_copy_by_person on enrolment_copy using gin (person_ids);

-- Persons of one long question to the benefit ledger, by COPY; gone once it is answered.
create unlogged table benefit_question (
  question_id uuid not null,
  position integer not null,
  person_id uuid not null,
  asked_at timestamptz not null default now(),
  primary key (question_id, position)
);

-- Lists that leave the system: asked for by one person, approved by another, fetched once.
create table export_request (
  id uuid primary key,
  kind text not null check (kind in ('RUN_LINES', 'BENEFIT_MONTH')),
  run_id uuid references run,
  benefit_month text check (benefit_month ~ '^[0-9]{4}-[0-9]{2}$'),
  reason text not null,
  state text not null check (state in ('REQUESTED', 'APPROVED', 'DOWNLOADED')),
  requested_by text not null,
  requested_on date not null,
  approved_by text check (approved_by <> requested_by),
  approved_on date,
  expires_on date,
  downloaded_at timestamptz,
  row_count integer,
  encoding text,
  version integer not null default 1,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  check ((kind = 'RUN_LINES') = (run_id is not null)),
  check ((kind = 'BENEFIT_MONTH') = (benefit_month is not null)),
  check ((state = 'REQUESTED') = (approved_by is null and expires_on is null)),
  check ((state = 'DOWNLOADED') = (downloaded_at is not null))
);

insert into policy_parameter (key, division_code, valid_from, value, legal_basis, proposed_by, approved_by) values
  ('appropriation.transit-days', '370000000000', '2000-01-01', '30', '省级暂定：资金拨付时限', 'start-data:1', 'start-data:2'),
  ('export.days', '370000000000', '2000-01-01', '7', '省级暂定：清单导出管理', 'start-data:1', 'start-data:2');

do $$
declare
  scoped text;
  granted record;
begin
  foreach scoped in array array['appropriation', 'fund_balance_check', 'fund_stop', 'ledger_year',
    'benefit_entry_history', 'export_request'] loop
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
    select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'public' and grantee <> current_user
      and table_name in ('fund_balance_check', 'ledger_year', 'benefit_entry_history', 'fiscal_parent')
  loop
    execute format('revoke update, delete, truncate on %I from %I', granted.table_name, granted.grantee);
    if granted.table_name = 'fiscal_parent' then
      execute format('revoke insert on fiscal_parent from %I', granted.grantee);
    end if;
  end loop;
end
$$;
