-- Readers of their own relatives, lists in the log, copies in drop folders (income-verification.md §9); agreements on files whose
-- key is a registered one, of either suite, and the day from which an agency says whose record it read (§4, §13).

-- Lists stand in the log by one line: how many were shown, by which filter, and nobody's hash.
alter table query_log
  alter column person_hash drop not null,
  add column listed integer check (listed >= 0),
  add column list_filter text check (length(list_filter) <= 400);
alter table query_log drop constraint query_log_kind_check;
alter table query_log
  add constraint query_log_kind_check check (kind in ('SEND', 'ORDER', 'READ', 'LIST')),
  add constraint query_log_list check (
    (kind = 'LIST') = (person_hash is null) and (kind = 'LIST') = (listed is not null)
    and (kind = 'LIST') = (list_filter is not null)
  );

-- Who was shown something of a case on a day, until people has said whether anybody in the case is a relative of theirs.
create table reader_kinship (
  actor text not null,
  case_id text not null,
  day date not null,
  actor_person_id uuid not null,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  -- UNKNOWN: the case is closed, and people answers nobody about it.
  state text not null check (state in ('OPEN', 'NONE', 'RELATED', 'UNKNOWN')),
  primary key (day, actor, case_id)
);
create index reader_kinship_open on reader_kinship (day, actor, case_id) where state = 'OPEN';
alter table reader_kinship enable row level security;
alter table reader_kinship force row level security;
create policy by_division on reader_kinship
  using (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

-- A copy of a batch file that lay in an agency's folders: BEGUN before it is deleted, GONE afterwards. Never deleted itself.
create table copy_deletion (
  id uuid primary key,
  agency_code text not null,
  -- HANDED_OVER: a file of ours that the agency has answered; TAKEN: a file of the agency, whether it was accepted or refused.
  place text not null check (place in ('HANDED_OVER', 'TAKEN')),
  file_name text not null check (length(file_name) between 1 and 120),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bigint not null check (bytes >= 0),
  -- When the platform handed it over or took it, and since when it was due.
  kept_from date not null,
  due_on date not null check (due_on >= kept_from),
  state text not null check (state in ('BEGUN', 'GONE')),
  deleted_on date check ((state = 'GONE') = (deleted_on is not null)),
  job text not null,
  created_at timestamptz not null
);
create index copy_deletion_by_file on copy_deletion (agency_code, place, file_name);
create index copy_deletion_begun on copy_deletion (agency_code) where state = 'BEGUN';

-- The key for which files are encrypted may be the partner's registered one.
alter table agency_agreement drop constraint agency_agreement_connected;
alter table agency_agreement add constraint agency_agreement_connected check (
  connected_on is null or (route is not null) = (mode = 'DF')
);
-- From this day on rows without a word on whose record they are from are not believed; null: the agency cannot say it.
alter table agency_agreement add column subject_from date;
update agency_agreement set subject_from = valid_from where mode <> 'ML' and agency_code not in ('PSB_HUKOU', 'CA_BENEFIT');

insert into policy_parameter (key, division_code, value, valid_from, legal_basis, proposed_by, approved_by)
select key, '370000000000', value::jsonb, '2014-01-01', basis, 'start-data', 'start-data-review'
from (values
  ('folder_copy_days', '30', 'income-verification.md §9 [A]: no copy outlives the raw data of a bank')
) as start (key, value, basis);

do $$
declare
  ban record;
begin
  for ban in
    select distinct wanted.rights, wanted.of_table, granted.grantee
    from (values
      ('reader_kinship', 'truncate'),
      ('copy_deletion', 'delete, truncate')
    ) as wanted (of_table, rights)
    join information_schema.role_table_grants as granted
      on granted.table_schema = 'public' and granted.table_name = wanted.of_table and granted.grantee <> current_user
  loop
    execute format('revoke %s on %I from %I', ban.rights, ban.of_table, ban.grantee);
  end loop;
end
$$;
