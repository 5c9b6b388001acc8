-- How each bank's files are laid out (payments.md §5): fields in their order, quoting, name of the file.
alter table bank
  add column header_fields text[] not null
    default '{recordType,fileNo,programme,divisionCode,benefitMonth,count,total,sha256}',
  add column line_fields text[] not null
    default '{seq,lineId,payeeName,idLast6,idHash,accountNo,bankCode,amount,purpose}',
  add column trailer_fields text[] not null default '{recordType,count,total}',
  add column file_name text not null default '{fileNo}.txt' check (file_name like '%{fileNo}%'),
  add column quoting text not null default 'NONE' check (quoting in ('NONE', 'ALL')),
  add column return_fields text[] not null default '{seq,result,failCode,postedOn}';
update bank set
  line_fields = '{seq,accountNo,payeeName,amount,idLast6,idHash,bankCode,purpose,lineId}',
  file_name = 'RCB_{fileNo}.csv', quoting = 'ALL', return_fields = '{seq,postedOn,result,failCode}'
where code = 'TESTRCB';

-- Whom a programme may be paid to (payments.md §2).
alter table programme add column payee_kinds text[] not null default '{PERSON,HOUSEHOLD_AGENT,GUARDIAN}';

insert into policy_parameter (key, division_code, valid_from, value, legal_basis, proposed_by, approved_by) values
  ('account.notice-working-days', '370000000000', '2000-01-01', '1', '省级暂定：社会化发放业务规则', 'start-data:1', 'start-data:2'),
  ('hold.unconfirmed-death-months', '370000000000', '2000-01-01', '1', '省级暂定：社会化发放业务规则', 'start-data:1', 'start-data:2'),
  ('line.suspension-days', '370000000000', '2000-01-01', '90', '省级暂定：社会化发放业务规则', 'start-data:1', 'start-data:2'),
  ('bank-file.answer-working-days', '370000000000', '2000-01-01', '5', '省级暂定：社会化发放业务规则', 'start-data:1', 'start-data:2'),
  ('bank-file.raw-retention-years', '370000000000', '2000-01-01', '2', '省级暂定：资金档案管理', 'start-data:1', 'start-data:2');

-- An organisation is a payee without a person: a care home is payee of many.
alter table payee
  add column organisation_name text,
  add column credit_code text,
  add check ((kind in ('ORGANISATION', 'HOSPITAL', 'INSURANCE_FUND')) = (organisation_name is not null and credit_code is not null)),
  add check ((kind in ('PERSON', 'HOUSEHOLD_AGENT', 'GUARDIAN')) = (person_id is not null));
create unique index payee_of_organisation on payee (current_division_code, credit_code) where credit_code is not null;

-- Whether the holder as written on the account is the beneficiary or a registered agent or guardian; closing needs two.
alter table account
  add column holder_matches boolean not null default true,
  add column close_proposed_by text;

-- The white list is proposed by one person and approved by another; the number is kept as a mask and a blind index only.
alter table account_white_list
  alter column approved_by drop not null,
  add column id uuid not null default gen_random_uuid() unique,
  add column bank_code text references bank,
  add column number_masked text,
  add column approved_on date,
  add column division_code text collate "C" not null default '370000000000' check (division_code ~ '^[0-9]{12}$');

-- Notices to the old contact that an account changed: the county sends them and marks them.
create table account_notice (
  id uuid primary key,
  payee_id uuid not null references payee,
  account_id uuid not null references account,
  kind text not null check (kind in ('CHANGED', 'CLOSED')),
  content text not null check (content !~ '[0-9]'),
  made_on date not null,
  due_on date not null,
  sent_on date,
  sent_by text,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  check ((sent_on is null) = (sent_by is null)),
  unique (account_id, kind)
);

-- Holds that lasted too long, and held lines that two persons ended for good.
alter table hold
  add column escalated_on date,
  add column end_proposed_by text,
  add column end_reason text,
  add column ended_by text,
  add check (ended_by <> end_proposed_by);
create index hold_by_due on hold (due_on) where state = 'OPEN';

-- Where the money of a failed line stands: never debited, or back on the special account after the debit (payments.md §6).
alter table line
  add column liability text not null default 'PAYABLE' check (liability in ('PAYABLE', 'PAYABLE_RETURNED')),
  add column failed_on date;
create index line_failed on line (failed_on) where state = 'FAILED';

-- Money that a bank gave back after it had credited the line.
create table return_after_debit (
  id uuid primary key,
  line_id uuid not null references line,
  fail_code text not null,
  doc_no text not null unique,
  returned_on date not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$')
);
create unique index returned_after_debit_once on return_after_debit (line_id);

-- Handing over to the bank, chasing what stays unanswered, deletion of raw bytes after their time; the ledger stays.
alter table bank_file
  alter column content drop not null,
  add column sent_on date,
  add column content_deleted_on date,
  add check ((content is null) = (content_deleted_on is not null));
create table bank_chase (
  bank_file_id uuid not null references bank_file,
  chased_on date not null,
  age_working_days integer not null,
  primary key (bank_file_id, chased_on)
);

-- Return files as they arrived, their bytes encrypted: applied whole or refused whole with the code.
create table return_arrival (
  id uuid primary key,
  bank_code text not null references bank,
  file_name text not null,
  sha256 text not null,
  content bytea,
  state text not null check (state in ('APPLIED', 'REFUSED')),
  refused_code text,
  arrived_on date not null,
  arrived_by text not null,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  check ((state = 'REFUSED') = (refused_code is not null)),
  unique (bank_code, file_name, sha256)
);

alter table run add column closed_by text, add column closed_on date;

do $$
declare
  scoped text;
begin
  foreach scoped in array array['account_notice', 'return_after_debit', 'return_arrival'] loop
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
