-- Who asked and who looked (income-verification.md §9): one log of orders, sends and reads, chained; what in it is worth a look;
-- what was deleted, with proof; what an auditor may read by a ticket; statistics without small cells.

-- The log had sends alone. An ORDER is a person who has others checked, a READ shows a person something of somebody.
alter table query_log
  alter column request_id drop not null,
  alter column sub_query_id drop not null,
  alter column agency_code drop not null,
  alter column authorization_id drop not null,
  alter column agreement_id drop not null,
  alter column case_id drop not null,
  add column seq bigint generated always as identity,
  add column txid bigint not null default (pg_current_xact_id()::text::bigint),
  add column kind text not null default 'SEND' check (kind in ('SEND', 'ORDER', 'READ')),
  add column role text not null default 'SYSTEM',
  -- By which way: REST, GRAPHQL, JOB, behind the service through which the call came.
  add column client text not null default 'JOB',
  -- Of an order or a read: the office, the moment of the business clock, and whether it is the reader's own person.
  add column division_code text collate "C" check (division_code ~ '^[0-9]{12}$'),
  add column business_at timestamptz,
  add column own boolean not null default false,
  add constraint query_log_sent check (
    kind <> 'SEND' or (request_id is not null and sub_query_id is not null and agency_code is not null
      and authorization_id is not null and agreement_id is not null and case_id is not null)
  ),
  add constraint query_log_looked check (kind = 'SEND' or (division_code is not null and business_at is not null));
create unique index query_log_seq on query_log (seq);
create index query_log_unsealed on query_log (txid, seq);
create index query_log_by_moment on query_log (business_at) where kind <> 'SEND';
create index query_log_without_case on query_log (at) where kind = 'SEND' and case_id = '';
create index query_log_by_person on query_log (person_hash, seq desc);
create index query_log_by_actor on query_log (actor, seq desc);

drop policy by_request on query_log;
create policy by_office on query_log
  using (
    (division_code >= (select nullif(current_setting('app.division', true), ''))
      and division_code < (select nullif(current_setting('app.division', true), '') || '~'))
    or exists (select from verification_request where verification_request.id = query_log.request_id)
  );

-- The chain of the log. Its end stands in the audit trail each time it grows, and by that under a signature outside the database.
create table query_log_seal (
  sequence bigint primary key check (sequence >= 1),
  txid bigint not null,
  log_seq bigint not null unique,
  hash text not null check (hash ~ '^[0-9a-f]{64}$')
);

-- The log is kept six years, and no shorter whoever asks; of its chain the last link before what stays is kept.
create function forget_query_log_before(wanted timestamptz) returns bigint language plpgsql security definer
set search_path = public as $$
declare
  earlier text := current_setting('app.division', true);
  gone bigint;
begin
  perform set_config('app.division', '37', true);
  delete from query_log where at < least(wanted, now() - interval '6 years');
  get diagnostics gone = row_count;
  delete from query_log_seal where sequence < (
    select max(sequence) from query_log_seal s where not exists (select from query_log l where l.seq = s.log_seq)
  ) and not exists (select from query_log l where l.seq = query_log_seal.log_seq);
  perform set_config('app.division', coalesce(earlier, ''), true);
  return gone;
end $$;

-- Alarms: what an auditor must look at, and what came of it.
alter table misuse_alarm
  add column division_code text collate "C" not null default '370000000000' check (division_code ~ '^[0-9]{12}$'),
  add column case_ids text[] not null default '{}',
  add column state text not null default 'RAISED' check (state in ('RAISED', 'CONFIRMED', 'DISMISSED')),
  add column note text,
  add column reviewed_by text check (reviewed_by <> subject),
  add column reviewed_on date,
  add column version integer not null default 1,
  add constraint misuse_alarm_reviewed check (state = 'RAISED' or (reviewed_by is not null and note is not null));
create index misuse_alarm_by_division on misuse_alarm (division_code, id desc);
alter table misuse_alarm enable row level security;
alter table misuse_alarm force row level security;
create policy by_division on misuse_alarm
  using (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

-- Whose check is looked at whoever asks for it: kept by two officers of the province as a keyed hash, so that the list names nobody.
create table protected_person (
  id uuid primary key,
  person_hash bytea not null,
  -- The province's.
  division_code text collate "C" not null default '370000000000',
  state text not null check (state in ('PROPOSED', 'LISTED', 'REMOVAL_PROPOSED', 'REFUSED', 'REMOVED')),
  reason text not null,
  proposed_by text not null,
  proposed_on date not null,
  listed_by text check (listed_by <> proposed_by),
  listed_on date,
  removal_reason text,
  removal_proposed_by text,
  removed_by text check (removed_by <> removal_proposed_by),
  removed_on date,
  version integer not null default 1,
  check ((listed_by is null) = (listed_on is null)),
  check ((removed_by is null) = (removed_on is null)),
  check (state in ('PROPOSED', 'REFUSED') or listed_by is not null),
  check (state <> 'REMOVED' or removed_by is not null)
);
create unique index protected_person_once on protected_person (person_hash)
  where state in ('PROPOSED', 'LISTED', 'REMOVAL_PROPOSED');
alter table protected_person enable row level security;
alter table protected_person force row level security;
create policy by_division on protected_person
  using (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

-- Copy of identity's staff, as keyed hashes: who is a colleague of whom.
create table staff_person (
  person_hash bytea not null,
  division_code text collate "C" not null,
  primary key (division_code, person_hash)
);
alter table staff_person enable row level security;
alter table staff_person force row level security;
create policy by_system on staff_person using ((select nullif(current_setting('app.system', true), '')) is not null);

-- What was deleted, and by what it is known that it cannot be read again (§9). Never changed.
create table deletion_record (
  id uuid primary key,
  request_id uuid not null references verification_request,
  scope text not null check (scope in ('WHOLE', 'BANK')),
  reason text not null check (reason in ('ARCHIVED', 'STOPPED', 'BANK_TERM')),
  deleted_on date not null,
  deleted_at timestamptz not null,
  job text not null,
  answers integer not null check (answers >= 0),
  quarantined integer not null check (quarantined >= 0),
  identities integer not null check (identities >= 0),
  letters integer not null check (letters >= 0),
  replies integer not null check (replies >= 0),
  files integer not null check (files >= 0),
  discs integer not null check (discs >= 0),
  -- SHA-256 over the hashes of the answers that went, in the order of their questions.
  answers_sha256 text not null check (answers_sha256 ~ '^[0-9a-f]{64}$'),
  -- The key that went with them: its id, and SHA-256 of it as it was wrapped. Of a bank term the request keeps its key.
  data_key_id text,
  wrapped_sha256 text check (wrapped_sha256 ~ '^[0-9a-f]{64}$'),
  check ((scope = 'WHOLE') = (reason <> 'BANK_TERM')),
  check (scope = 'WHOLE' or data_key_id is null),
  check ((data_key_id is null) = (wrapped_sha256 is null))
);
create index deletion_record_by_request on deletion_record (request_id);
create unique index deletion_record_once on deletion_record (request_id) where scope = 'WHOLE';
alter table deletion_record enable row level security;
alter table deletion_record force row level security;
create policy by_request on deletion_record
  using (exists (select from verification_request where verification_request.id = deletion_record.request_id));

alter table letter alter column text_sealed drop not null;
alter table letter_reply alter column sealed_rows drop not null;
create index verification_request_raw_due on verification_request (state, ended_on) where raw_deleted_on is null;

-- A second person lets an auditor see the results of one check, for a few days.
create table audit_ticket (
  id uuid primary key,
  request_id uuid not null references verification_request,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  reason text not null,
  state text not null check (state in ('REQUESTED', 'GRANTED', 'REFUSED')),
  requested_by text not null,
  requested_on date not null,
  decided_by text check (decided_by <> requested_by),
  decided_on date,
  valid_to date check (valid_to >= decided_on),
  version integer not null default 1,
  created_at timestamptz not null,
  check ((state = 'REQUESTED') = (decided_by is null)),
  check ((decided_by is null) = (decided_on is null)),
  check ((state = 'GRANTED') = (valid_to is not null))
);
create index audit_ticket_by_division on audit_ticket (division_code, id desc);
alter table audit_ticket enable row level security;
alter table audit_ticket force row level security;
create policy by_division on audit_ticket
  using (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

-- Statistics are made once for a month and never again: two exports of one month cannot be taken from each other.
create table statistics_month (
  month text primary key check (month ~ '^[0-9]{4}-[0-9]{2}$'),
  published_on date not null,
  cells integer not null,
  hidden integer not null
);
create table statistics_cell (
  month text not null references statistics_month,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  purpose text not null,
  verdict text not null,
  -- Null: hidden. Its figure is kept nowhere.
  reports integer check (reports >= 0),
  primary key (month, division_code, purpose, verdict)
);
alter table statistics_cell enable row level security;
alter table statistics_cell force row level security;
create policy by_division on statistics_cell
  using (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

insert into policy_parameter (key, division_code, value, valid_from, legal_basis, proposed_by, approved_by)
select key, '370000000000', value::jsonb, '2014-01-01', basis, 'start-data', 'start-data-review'
from (values
  ('misuse_work_hours', '[7, 20]', 'income-verification.md §9 [A]'),
  ('misuse_off_hours_persons', '20', 'income-verification.md §9 [A]'),
  ('misuse_cases_per_person', '1', 'income-verification.md §9 [A]'),
  ('misuse_repeat_days', '30', 'income-verification.md §9 [A]'),
  ('query_log_years', '6', 'income-verification.md §9 [A]'),
  ('audit_ticket_days', '3', 'income-verification.md §9 [A]'),
  ('statistics_cell_min', '5', 'income-verification.md §9 [A]'),
  ('statistics_lag_days', '10', 'income-verification.md §9 [A]')
) as start (key, value, basis);

do $$
declare
  ban record;
begin
  for ban in
    select distinct wanted.rights, wanted.of_table, granted.grantee
    from (values
      ('query_log_seal', 'update, delete, truncate'),
      ('protected_person', 'delete, truncate'),
      ('deletion_record', 'update, delete, truncate'),
      ('audit_ticket', 'delete, truncate'),
      ('statistics_month', 'update, delete, truncate'),
      ('statistics_cell', 'update, delete, truncate')
    ) as wanted (of_table, rights)
    join information_schema.role_table_grants as granted
      on granted.table_schema = 'public' and granted.table_name = wanted.of_table and granted.grantee <> current_user
  loop
    execute format('revoke %s on %I from %I', ban.rights, ban.of_table, ban.grantee);
  end loop;
end
$$;

-- Of a letter its text may go, as its day of withdrawal may come: nothing else of it changes.
do $$
declare
  reader record;
begin
  for reader in
    select distinct grantee from information_schema.role_table_grants
    where table_schema = 'public' and table_name = 'letter' and privilege_type = 'SELECT' and grantee <> current_user
  loop
    execute format('grant update (text_sealed) on letter to %I', reader.grantee);
    -- A disc that nobody confirmed goes with the checks that it answers.
    execute format('grant delete on disc_upload to %I', reader.grantee);
  end loop;
end
$$;
