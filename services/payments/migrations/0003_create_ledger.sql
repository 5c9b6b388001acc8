-- A purse of one division, level and year with its purposes.
create table fund (
  id uuid primary key,
  fund_code text not null,
  fund_class text not null check (fund_class in ('FISCAL', 'LOTTERY', 'DONATION', 'INSURANCE')),
  level text not null check (level in ('CENTRAL', 'PROVINCE', 'CITY', 'COUNTY')),
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  year integer not null,
  programmes text[] not null check (cardinality(programmes) > 0),
  status text not null default 'OPEN' check (status in ('OPEN', 'CLOSED')),
  opened_by text not null,
  opened_at timestamptz not null
);
create unique index fund_once on fund (current_division_code, fund_code, year);

-- Appropriations received; a document is booked once.
create table fund_receipt (
  id uuid primary key,
  fund_id uuid not null references fund,
  doc_no text not null unique,
  from_level text not null,
  amount_fen bigint not null check (amount_fen > 0),
  appropriated_on date not null,
  received_on date not null check (received_on >= appropriated_on),
  received_by text not null,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$')
);

-- Double entry (payments.md §6): journals and their entries are only ever added.
create table journal (
  id uuid primary key,
  kind text not null check (kind in ('RECEIPT', 'CONFIRMATION', 'SETTLEMENT', 'CANCELLATION', 'REVERSAL')),
  reference_type text not null,
  reference_id uuid not null,
  reverses uuid unique references journal,
  reason text,
  month text not null check (month ~ '^[0-9]{4}-[0-9]{2}$'),
  posted_on date not null,
  posted_by text not null,
  posted_at timestamptz not null,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$')
);
create table entry (
  journal_id uuid not null references journal,
  seq integer not null,
  account text not null check (account in (
    'BANK_SPECIAL', 'FUND_SOURCE', 'EXPENDITURE', 'PAYABLE', 'PAYABLE_RETURNED', 'RECEIVABLE_OVERPAY'
  )),
  level text check (level in ('CENTRAL', 'PROVINCE', 'CITY', 'COUNTY')),
  fund_id uuid not null references fund,
  programme text,
  month text not null,
  year integer not null,
  debit_fen bigint not null default 0 check (debit_fen >= 0),
  credit_fen bigint not null default 0 check (credit_fen >= 0),
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  primary key (journal_id, seq),
  check ((debit_fen = 0) <> (credit_fen = 0))
);
create index entry_by_fund on entry (fund_id, account);

-- Months of a county in which nothing is posted any more.
create table ledger_month (
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  month text not null check (month ~ '^[0-9]{4}-[0-9]{2}$'),
  closed_on date not null,
  closed_by text not null,
  primary key (current_division_code, month)
);

do $$
declare
  scoped text;
begin
  foreach scoped in array array['fund', 'fund_receipt', 'journal', 'entry', 'ledger_month'] loop
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

-- Σ debit = Σ credit of each journal when the transaction commits.
create function check_journal_balance() returns trigger language plpgsql as $$
declare
  difference numeric;
begin
  select sum(debit_fen) - sum(credit_fen) into difference from entry where journal_id = new.journal_id;
  if difference <> 0 then
    raise exception 'LEDGER_UNBALANCED' using errcode = 'check_violation', constraint = 'ledger_unbalanced', table = 'entry';
  end if;
  return null;
end
$$;
create constraint trigger journal_balances after insert on entry
  deferrable initially deferred for each row execute function check_journal_balance();

-- A journal without entries is no journal.
create function check_journal_entries() returns trigger language plpgsql as $$
begin
  if not exists (select from entry where journal_id = new.id) then
    raise exception 'LEDGER_UNBALANCED' using errcode = 'check_violation', constraint = 'ledger_unbalanced', table = 'journal';
  end if;
  return null;
end
$$;
create constraint trigger journal_has_entries after insert on journal
  deferrable initially deferred for each row execute function check_journal_entries();

-- The special account of a fund never goes below zero.
create function check_bank_special() returns trigger language plpgsql as $$
declare
  balance numeric;
begin
  select sum(debit_fen) - sum(credit_fen) into balance from entry
  where fund_id = new.fund_id and account = 'BANK_SPECIAL';
  if balance < 0 then
    raise exception 'FUND_INSUFFICIENT' using errcode = 'check_violation', constraint = 'bank_special_covered', table = 'entry';
  end if;
  return null;
end
$$;
create constraint trigger bank_special_covered after insert on entry
  deferrable initially deferred for each row
  when (new.account = 'BANK_SPECIAL' and new.credit_fen > 0) execute function check_bank_special();

-- Nobody edits the books, the owner of the tables neither.
create function refuse_ledger_change() returns trigger language plpgsql as $$
begin
  raise exception 'LEDGER_IMMUTABLE' using errcode = 'check_violation', constraint = 'ledger_immutable', table = tg_table_name;
end
$$;
create trigger journal_is_immutable before update or delete or truncate on journal
  for each statement execute function refuse_ledger_change();
create trigger entry_is_immutable before update or delete or truncate on entry
  for each statement execute function refuse_ledger_change();

-- A closed month takes no journal.
create function check_open_month() returns trigger language plpgsql as $$
begin
  if exists (
    select from ledger_month where current_division_code = new.current_division_code and month = new.month
  ) then
    raise exception 'PERIOD_CLOSED' using errcode = 'check_violation', constraint = 'month_is_open', table = 'journal';
  end if;
  return new;
end
$$;
create trigger journal_in_open_month before insert on journal for each row execute function check_open_month();

do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'public' and table_name in ('journal', 'entry', 'fund_receipt', 'ledger_month') and grantee <> current_user
  loop
    execute format('revoke update, delete, truncate on %I from %I', granted.table_name, granted.grantee);
  end loop;
end
$$;
