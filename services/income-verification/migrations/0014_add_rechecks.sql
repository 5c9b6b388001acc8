-- Batch re-verification of everybody who draws a benefit (income-verification.md §5.2), and the two channels of change notices (§8).

-- Who draws a benefit, as the bureau's events say; a person may draw several.
create table beneficiary (
  id uuid primary key,
  enrolment_id uuid not null,
  person_id uuid not null,
  case_id text not null,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  from_on date not null,
  ended_on date check (ended_on >= from_on),
  -- The version of the enrolment that said last who is in it.
  members_version integer not null,
  -- The day of the last batch of which every question about the person was answered.
  checked_on date,
  -- A batch cuts its parts in the order of this index.
  constraint beneficiary_once unique (person_id, enrolment_id)
);
create index beneficiary_by_enrolment on beneficiary (enrolment_id);
create index beneficiary_by_division on beneficiary (current_division_code);
create index beneficiary_ended on beneficiary (ended_on) where ended_on is not null;

-- Who was watched before is known; who was not signed for is learnt with the next change of the enrolment.
select set_config('app.division', '37', true);
insert into beneficiary (id, enrolment_id, person_id, case_id, current_division_code, members_version, from_on, ended_on)
select gen_random_uuid(), enrolment_id, person_id, case_id, current_division_code, 1, from_on,
  case when ended_reason = 'TERMINATED' then greatest(ended_on, from_on) end
from subscription;
select set_config('app.division', '', true);

-- A batch: one kind of check over the beneficiaries of a division.
create table recheck (
  id uuid primary key,
  no text not null unique,
  kind text not null check (kind in ('MONTHLY', 'HALF_YEARLY', 'YEARLY')),
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  -- The month for which the timetable planned it.
  planned_month text check (planned_month ~ '^[0-9]{4}-[0-9]{2}$'),
  as_of date not null,
  items text[] not null check (cardinality(items) > 0),
  part_size integer not null check (part_size > 0),
  state text not null check (state in ('CUTTING', 'RUNNING', 'DONE', 'CANCELLED')),
  -- Parts are cut in the order of persons; a process that ended goes on behind the last one.
  cut_after uuid,
  persons integer not null default 0,
  renewals integer not null default 0,
  started_by text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  version integer not null default 1,
  check ((state in ('CUTTING', 'RUNNING')) = (finished_at is null))
);
-- A second click finds the running one; the timetable plans a month once.
create unique index recheck_running on recheck (kind, division_code) where state in ('CUTTING', 'RUNNING');
create unique index recheck_planned on recheck (kind, division_code, planned_month) where planned_month is not null;

-- Up to 50,000 persons in the order of their ids; the place in the list is the seq of every file about them.
create table recheck_part (
  recheck_id uuid not null references recheck,
  no integer not null check (no >= 0),
  person_ids uuid[] not null,
  first_person_id uuid not null,
  last_person_id uuid not null,
  lease_owner uuid,
  -- On the wall clock: whoever holds a part longer has lost it.
  lease_until timestamptz,
  attempts integer not null default 0,
  last_error text,
  closed_on date,
  primary key (recheck_id, no),
  check ((lease_owner is null) = (lease_until is null))
);
create index recheck_part_open on recheck_part (recheck_id, no) where closed_on is null;

-- One item of a part: one file to one agency. Its id is the ref of every row.
create table recheck_chunk (
  id uuid primary key,
  recheck_id uuid not null,
  part_no integer not null,
  agency_code text not null,
  item_code text collate "C" not null,
  state text not null check (state in ('PLANNED', 'SENT', 'MATCHED', 'NO_AGREEMENT', 'LAPSED', 'CANCELLED')),
  agreement_id uuid references agency_agreement,
  file_id uuid references exchange_file,
  due_on date,
  -- Seqs whose authorization covers the item, and those of them that no answer has named yet.
  asked int4multirange not null,
  open int4multirange not null,
  unchanged integer not null default 0,
  changed integer not null default 0,
  new_records integer not null default 0,
  died integer not null default 0,
  mismatched integer not null default 0,
  -- Not matched: the person left, died or took the permission back meanwhile; or the agency had no usable answer.
  left_out integer not null default 0,
  unanswered integer not null default 0,
  foreign key (recheck_id, part_no) references recheck_part,
  constraint recheck_chunk_once unique (recheck_id, part_no, item_code)
);
create unique index recheck_chunk_by_file on recheck_chunk (file_id);

-- Number and name of a thousand persons as people disclosed them for the files of a part; gone with its last answer.
create table recheck_identity (
  recheck_id uuid not null,
  part_no integer not null,
  page integer not null check (page >= 0),
  sealed bytea not null,
  primary key (recheck_id, part_no, page),
  foreign key (recheck_id, part_no) references recheck_part
);

-- What a register last said of a person: a keyed hash of the normalised rows, never the rows. Null: it had none.
create table known_record (
  item_code text collate "C" not null,
  person_id uuid not null,
  fingerprint bytea check (octet_length(fingerprint) = 32),
  -- False while the register has only ever answered that number and name do not fit.
  answered boolean not null,
  mismatched boolean not null default false,
  as_of date not null,
  primary key (item_code, person_id)
);

-- What differs, once for each batch, person and item; told afterwards.
create table recheck_change (
  id uuid primary key default gen_random_uuid(),
  recheck_id uuid not null references recheck,
  item_code text collate "C" not null,
  person_id uuid not null,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  outcome text not null check (outcome in ('CHANGED', 'NEW_RECORD', 'DIED', 'IDENTITY_MISMATCH')),
  kind text not null,
  band text,
  as_of date not null,
  -- DIED: the day of the death.
  event_on date,
  told_at timestamptz,
  constraint recheck_change_once unique (recheck_id, item_code, person_id),
  check ((outcome = 'DIED') = (event_on is not null))
);
create index recheck_change_untold on recheck_change (id) where told_at is null;

-- Who draws a benefit and has no continuous authorization in force: to be renewed.
create table recheck_renewal (
  recheck_id uuid not null references recheck,
  person_id uuid not null,
  enrolment_id uuid not null,
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  reason text not null check (reason in ('NEVER_SIGNED', 'NOT_CONTINUOUS', 'REVOKED', 'EXPIRED')),
  primary key (recheck_id, person_id)
);

-- Whose authorization ended since a batch began is asked for as the exception.
create index means_authorization_ended on means_authorization (ended_on) where ended_on is not null;

-- Items of agencies that tell changes by themselves are a subscription of their own.
alter table subscription drop constraint subscription_once;
alter table subscription add constraint subscription_once unique (enrolment_id, person_id, channel);

do $$
declare
  scoped record;
begin
  for scoped in
    select * from (values
      ('beneficiary', 'current_division_code'), ('recheck', 'division_code'),
      ('recheck_change', 'current_division_code'), ('recheck_renewal', 'current_division_code')
    ) as wanted (of_table, code)
  loop
    execute format('alter table %I enable row level security', scoped.of_table);
    execute format('alter table %I force row level security', scoped.of_table);
    execute format(
      'create policy by_division on %1$I using (
         %2$I >= (select nullif(current_setting(''app.division'', true), ''''))
         and %2$I < (select nullif(current_setting(''app.division'', true), '''') || ''~''))',
      scoped.of_table, scoped.code);
  end loop;
  for scoped in select * from (values ('recheck_part'), ('recheck_chunk'), ('recheck_identity')) as wanted (of_table)
  loop
    execute format('alter table %I enable row level security', scoped.of_table);
    execute format('alter table %I force row level security', scoped.of_table);
    execute format(
      'create policy by_recheck on %1$I using (exists (select from recheck where recheck.id = %1$I.recheck_id))',
      scoped.of_table);
  end loop;
end
$$;

-- The truth table of §5.2 over all staged answers of a chunk at once. The stage is a temporary table of the transaction
-- (seq, said, fingerprint, band, as_of, event_on); only what differs is written. Without nested loops and with a plan for the
-- very values: the server cannot estimate how many persons an array holds, and would look for each from the start of the stage.
create function match_recheck_stage(
  of_recheck uuid, of_part integer, of_item text, first_id uuid, last_id uuid,
  since date, today date, first_is_known boolean, kinds jsonb
) returns table (outcome text, count integer) language plpgsql
set enable_nestloop = off set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
  return query
  with asked as (
    select m.person_id, m.seq from recheck_part p, unnest(p.person_ids) with ordinality as m (person_id, seq)
    where p.recheck_id = of_recheck and p.no = of_part
  ), gone as materialized (
    -- Who left, died or took the permission back since the batch began and has no other that holds: few, so asked for as such.
    select c.person_id from (
      select person_id from beneficiary where ended_on >= since
      union
      select grantor_person_id from means_authorization where ended_on >= since
      union
      select grantor_person_id from means_authorization where status = 'ACTIVE' and valid_to >= since and valid_to < today
    ) c
    where not exists (
      select from beneficiary b
      join means_authorization a on a.grantor_person_id = b.person_id and a.case_id = b.case_id
      where b.person_id = c.person_id and b.ended_on is null and a.continuous and a.status = 'ACTIVE' and a.valid_to >= today
    )
  ), judged as materialized (
    select a.person_id, s.said, s.fingerprint, s.band, s.as_of, s.event_on,
      case
        when g.person_id is not null then 'LEFT_OUT'
        when s.said = 'UNUSABLE' then 'UNANSWERED'
        -- No later word than what is known.
        when k.as_of > s.as_of then 'UNCHANGED'
        when s.said = 'MISMATCH' then case when k.mismatched then 'UNCHANGED' else 'IDENTITY_MISMATCH' end
        when s.said = 'DEAD' then case when k.answered and k.fingerprint = s.fingerprint then 'UNCHANGED' else 'DIED' end
        when k.answered is not true then case when s.said = 'NONE' or first_is_known then 'UNCHANGED' else 'NEW_RECORD' end
        when k.fingerprint is not distinct from s.fingerprint then 'UNCHANGED'
        when k.fingerprint is null then 'NEW_RECORD'
        else 'CHANGED'
      end as outcome,
      k.person_id is null or k.mismatched or not k.answered as is_first
    from recheck_stage s join asked a on a.seq = s.seq
    left join (
      select * from known_record where item_code = of_item and person_id between first_id and last_id
    ) k on k.person_id = a.person_id
    left join gone g on g.person_id = a.person_id
  ), remembered as (
    insert into known_record as known (item_code, person_id, fingerprint, answered, mismatched, as_of)
    select of_item, person_id, fingerprint, said <> 'MISMATCH', said = 'MISMATCH', as_of
    from judged
    where outcome in ('CHANGED', 'NEW_RECORD', 'DIED', 'IDENTITY_MISMATCH') or (outcome = 'UNCHANGED' and is_first)
    on conflict (item_code, person_id) do update set mismatched = excluded.mismatched, as_of = excluded.as_of,
      answered = known.answered or excluded.answered,
      fingerprint = case when excluded.mismatched then known.fingerprint else excluded.fingerprint end
      where known.as_of <= excluded.as_of
  ), noted as (
    insert into recheck_change (recheck_id, item_code, person_id, current_division_code, outcome, kind, band, as_of, event_on)
    select of_recheck, of_item, j.person_id, b.current_division_code, j.outcome, kinds ->> j.outcome, j.band, j.as_of,
      case when j.outcome = 'DIED' then j.event_on end
    from judged j cross join lateral (
      select current_division_code from beneficiary
      where beneficiary.person_id = j.person_id and ended_on is null order by enrolment_id limit 1
    ) b
    where j.outcome in ('CHANGED', 'NEW_RECORD', 'DIED', 'IDENTITY_MISMATCH')
    on conflict on constraint recheck_change_once do nothing
  )
  select judged.outcome, count(*)::integer from judged group by judged.outcome;
end
$$;

insert into policy_parameter (key, division_code, value, valid_from, legal_basis, proposed_by, approved_by)
select key, '370000000000', value::jsonb, '2014-01-01', basis, 'start-data', 'start-data-review'
from (values
  ('recheck.MONTHLY.agencies', '["CA_FUNERAL", "PSB_HUKOU", "CA_BENEFIT", "FISCAL_PAY"]', 'income-verification.md §5.2 [A]'),
  ('recheck.HALF_YEARLY.agencies', '["HRSS_PENSION", "HRSS_INSURANCE", "HRSS_EMPLOY", "PSB_VEHICLE", "AIC", "HOUSING_REG"]', 'income-verification.md §5.2 [A]'),
  ('recheck.YEARLY.agencies', '["PSB_HUKOU", "PSB_VEHICLE", "PSB_EXIT", "HRSS_PENSION", "HRSS_INSURANCE", "HRSS_EMPLOY", "MEDICAL_INS", "TAX", "AIC", "HOUSING_REG", "HOUSING_SEC", "HOUSING_FUND", "LAND", "AGRI", "MACHINERY", "DISABLED_FED", "BANK", "SECURITIES", "INSURANCE", "FISCAL_PAY", "EDU", "COURT", "PRISON", "CA_MARRIAGE", "CA_FUNERAL", "CA_BENEFIT", "OTHER_PROVINCE"]', 'income-verification.md §5.2 [A]'),
  ('recheck.MONTHLY.months', '[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]', 'income-verification.md §5.2 [A]'),
  ('recheck.HALF_YEARLY.months', '[3, 9]', 'income-verification.md §5.2 [A]'),
  ('recheck.YEARLY.months', '[11]', 'income-verification.md §5.2 [A]'),
  ('recheck_day_of_month', '1', 'income-verification.md §5.2 [A]'),
  -- Items in which everybody has a record: the first one seen is the beginning, not a finding.
  ('recheck_first_is_known', '["HUKOU", "BENEFIT", "MARRIAGE", "INSURED", "SETTLEMENT", "LAND_CONTRACT", "LAND_USE", "SUBSIDY", "DEPOSIT", "INFLOW", "ENROLMENT", "CERT", "PUBLIC_RENTAL", "RENT_SUBSIDY", "NOT_RECEIVING"]', 'income-verification.md §5.2 [A]'),
  ('recheck_coverage_months', '12', 'income-verification.md §11 IV-11 [A]'),
  ('recheck_forget_days', '90', 'income-verification.md §9 [A]'),
  ('change_look_back_days', '7', 'income-verification.md §8 [A]'),
  ('change_push_agencies', '[]', 'income-verification.md §8 [A]')
) as start (key, value, basis);

do $$
declare
  ban record;
begin
  for ban in
    select distinct wanted.rights, wanted.of_table, granted.grantee
    from (values
      ('beneficiary', 'delete, truncate'),
      ('recheck', 'delete, truncate'),
      ('recheck_part', 'delete, truncate'),
      ('recheck_chunk', 'delete, truncate'),
      ('recheck_identity', 'update, truncate'),
      ('recheck_change', 'delete, truncate'),
      ('recheck_renewal', 'update, delete, truncate'),
      ('known_record', 'truncate')
    ) as wanted (of_table, rights)
    join information_schema.role_table_grants as granted
      on granted.table_schema = 'public' and granted.table_name = wanted.of_table and granted.grantee <> current_user
  loop
    execute format('revoke %s on %I from %I', ban.rights, ban.of_table, ban.grantee);
  end loop;
end
$$;
