-- Agencies that answer by daily file (DF) or by letter (ML): income-verification.md §4.
alter table agency_agreement add column exchange_key jsonb;
alter table agency_agreement add constraint agency_agreement_exchange_key check (mode <> 'DF' or exchange_key is not null);

alter table sub_query drop constraint sub_query_state_check;
alter table sub_query add constraint sub_query_state_check check (state in (
  'QUEUED', 'SENT', 'MANUAL_PENDING', 'ANSWERED', 'RETRY_WAIT', 'FAILED', 'TIMED_OUT', 'ANSWERED_LATE', 'CANCELLED'
));
drop index sub_query_open;
create index sub_query_open on sub_query (next_try_at)
  where state in ('QUEUED', 'RETRY_WAIT', 'SENT', 'MANUAL_PENDING');

-- A batch file, sent or received. The row is written before the file leaves, with the very bytes that will leave:
-- however often the delivery is tried, the agency gets the same file.
create table exchange_file (
  id uuid primary key,
  direction text not null check (direction in ('OUT', 'IN')),
  file_no text not null check (file_no ~ '^[A-Z0-9_-]{1,80}$'),
  agency_code text not null,
  item_code text not null,
  agreement_id uuid references agency_agreement,
  -- Of an answer: the file that it answers.
  answers_id uuid references exchange_file,
  state text not null check (state in ('SEALED', 'SENT', 'ANSWERED', 'ACCEPTED', 'REFUSED')),
  refusal_code text,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  row_count integer not null check (row_count >= 0),
  key_id text not null,
  -- Encrypted for the agency; this service cannot read it again. Gone once every row is answered.
  body text,
  created_on date not null,
  created_at timestamptz not null,
  delivered_at timestamptz,
  check ((direction = 'OUT') = (state in ('SEALED', 'SENT', 'ANSWERED'))),
  check ((state = 'REFUSED') = (refusal_code is not null))
);
create unique index exchange_file_out on exchange_file (file_no) where direction = 'OUT';
create unique index exchange_file_in on exchange_file (file_no) where state = 'ACCEPTED';
-- The same refused bytes are noted once, however often the agency offers them.
create unique index exchange_file_refused on exchange_file (file_no, sha256, refusal_code) where state = 'REFUSED';
create index exchange_file_waiting on exchange_file (agency_code) where state in ('SEALED', 'SENT');

create table exchange_row (
  file_id uuid not null references exchange_file,
  seq integer not null check (seq >= 1),
  sub_query_id uuid not null references sub_query,
  answered_by uuid references exchange_file,
  primary key (file_id, seq)
);
create index exchange_row_by_query on exchange_row (sub_query_id);

-- A letter to an agency: the questions of one request, or (after an objection) the request to correct its register.
create table letter (
  id uuid primary key,
  no text not null unique,
  kind text not null check (kind in ('QUERY', 'CORRECTION')),
  request_id uuid not null references verification_request,
  agency_code text not null,
  agreement_id uuid references agency_agreement,
  text_sealed bytea not null,
  written_on date not null,
  created_at timestamptz not null
);
create index letter_by_request on letter (request_id);

create table letter_query (
  letter_id uuid not null references letter,
  sub_query_id uuid primary key references sub_query
);
create index letter_query_by_letter on letter_query (letter_id);

-- A reply typed in from a scan: entered by one person, confirmed by another.
create table letter_reply (
  id uuid primary key,
  letter_id uuid not null references letter,
  sub_query_id uuid not null references sub_query,
  outcome text not null,
  sealed_rows bytea not null,
  source_as_of date not null,
  scan_sha256 text not null check (scan_sha256 ~ '^[0-9a-f]{64}$'),
  state text not null check (state in ('ENTERED', 'CONFIRMED')),
  entered_by text not null,
  confirmed_by text check (confirmed_by <> entered_by),
  entered_at timestamptz not null,
  version integer not null default 1,
  check ((state = 'CONFIRMED') = (confirmed_by is not null))
);
create unique index letter_reply_once on letter_reply (sub_query_id) where state = 'ENTERED';

alter table letter enable row level security;
alter table letter force row level security;
create policy by_request on letter
  using (exists (select from verification_request where verification_request.id = letter.request_id));
alter table letter_query enable row level security;
alter table letter_query force row level security;
create policy by_letter on letter_query using (exists (select from letter where letter.id = letter_query.letter_id));
alter table letter_reply enable row level security;
alter table letter_reply force row level security;
create policy by_letter on letter_reply using (exists (select from letter where letter.id = letter_reply.letter_id));

alter table serial_counter drop constraint serial_counter_kind_check;
alter table serial_counter add constraint serial_counter_kind_check
  check (kind in ('AUTHORIZATION', 'REQUEST', 'REPORT', 'LETTER'));

-- Banks are asked where an agreement is in force; land and machinery offices are asked too, and nothing waits for them.
update policy_parameter set value = '["TAX", "HOUSING_FUND", "BANK"]'
  where key in ('agencies.DIBAO.where_live', 'agencies.LOW_INCOME.where_live', 'agencies.WUBAO.where_live');
insert into policy_parameter (key, division_code, value, valid_from, legal_basis, proposed_by, approved_by)
select key, '370000000000', value::jsonb, '2014-01-01', basis, 'start-data', 'start-data-review'
from (values
  ('agencies.DIBAO.optional', '["LAND", "MACHINERY"]', 'income-verification.md §4 [A]'),
  ('agencies.LOW_INCOME.optional', '["LAND", "MACHINERY"]', 'income-verification.md §4 [A]'),
  ('agencies.WUBAO.optional', '["LAND", "MACHINERY"]', 'income-verification.md §4 [A]'),
  ('agencies.TEMPORARY.optional', '[]', 'income-verification.md §4 [A]'),
  ('exchange_rows_max', '50000', 'income-verification.md §5.2 [A]'),
  ('bank_objection_working_days', '20', 'income-verification.md §7 [A]'),
  ('archive_days', '30', 'income-verification.md §5.1 [A]'),
  ('raw_archived_months', '6', 'income-verification.md §9 [A]'),
  ('raw_cancelled_days', '90', 'income-verification.md §9 [A]'),
  ('raw_bank_days', '30', 'income-verification.md §9 [A]'),
  ('authorization_warning_days', '30', 'income-verification.md §10 [A]'),
  ('persons_per_user_day', '200', 'income-verification.md §9 [A]')
) as start (key, value, basis);

do $$
declare
  ban record;
begin
  for ban in
    select distinct wanted.rights, wanted.of_table, granted.grantee
    from (values
      ('exchange_file', 'delete, truncate'),
      ('exchange_row', 'delete, truncate'),
      ('letter', 'update, delete, truncate'),
      ('letter_query', 'update, delete, truncate'),
      ('letter_reply', 'delete, truncate')
    ) as wanted (of_table, rights)
    join information_schema.role_table_grants as granted
      on granted.table_schema = 'public' and granted.table_name = wanted.of_table and granted.grantee <> current_user
  loop
    execute format('revoke %s on %I from %I', ban.rights, ban.of_table, ban.grantee);
  end loop;
end
$$;
