-- Authorizations and requests through their whole machines (income-verification.md §3.1, §5.1), units that are no bureau of the
-- platform (§2), and the rule that no query leaves without a live authorization, agreement, case and purpose, kept by the
-- database itself.

-- An authorization that is printed and not yet signed. Once signed it is a row of means_authorization under the same id and no.
create table authorization_draft (
  id uuid primary key,
  no text not null unique,
  case_id text not null,
  event_division_code text collate "C" not null check (event_division_code ~ '^[0-9]{12}$'),
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  grantor_person_id uuid not null,
  guardian_person_id uuid check (guardian_person_id <> grantor_person_id),
  supporter boolean not null,
  scope_items text[] not null check (cardinality(scope_items) > 0),
  scope_purposes text[] not null check (cardinality(scope_purposes) > 0),
  period_from date,
  period_to date check (period_to >= period_from),
  continuous boolean not null,
  drafted_on date not null,
  drafted_by text not null,
  state text not null check (state in ('DRAFT', 'SIGNED')),
  version integer not null default 1,
  created_at timestamptz not null
);
create index authorization_draft_by_case on authorization_draft (case_id);
create index authorization_draft_by_division on authorization_draft (current_division_code);
alter table authorization_draft enable row level security;
alter table authorization_draft force row level security;
create policy by_division on authorization_draft
  using (
    current_division_code >= (select nullif(current_setting('app.division', true), ''))
    and current_division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

alter table means_authorization drop constraint means_authorization_status_check;
alter table means_authorization add constraint means_authorization_status_check
  check (status in ('SIGNED', 'ACTIVE', 'EXPIRED', 'REVOKED', 'SUPERSEDED'));
alter table means_authorization drop constraint means_authorization_ended_reason_check;
alter table means_authorization add constraint means_authorization_ended_reason_check
  check (ended_reason in ('REVOKED', 'EXPIRED', 'DEATH', 'SUPERSEDED'));
do $$
declare
  old text;
begin
  select conname into strict old from pg_constraint
  where conrelid = 'means_authorization'::regclass and contype = 'c'
    and pg_get_constraintdef(oid) like '%status%' and pg_get_constraintdef(oid) like '%ended_on IS NULL%';
  execute format('alter table means_authorization drop constraint %I', old);
end
$$;
alter table means_authorization add constraint means_authorization_end check ((status in ('SIGNED', 'ACTIVE')) = (ended_on is null));
-- The later authorization of the same person and case that took this one's place.
alter table means_authorization add column superseded_by uuid references means_authorization;
alter table means_authorization add constraint means_authorization_successor
  check ((status = 'SUPERSEDED') = (superseded_by is not null));
create index means_authorization_starting on means_authorization (valid_from) where status = 'SIGNED';

-- Units outside the platform's bureaux that may have households checked: housing, education, legal aid (§2 [A]).
create table entrusting_unit (
  id uuid primary key,
  code text not null unique check (code ~ '^[a-z][a-z-]{1,39}$'),
  name text not null,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  purposes text[] not null check (cardinality(purposes) > 0),
  -- The account of the officer who answers for the unit's requests.
  officer_subject text not null,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  version integer not null default 1,
  created_by text not null,
  created_at timestamptz not null
);

-- The case of such a unit, as the platform knows it: its id stands in case references, its `ref` is the unit's own.
create table unit_case (
  id uuid primary key,
  unit_id uuid not null references entrusting_unit,
  ref text not null,
  purpose text not null,
  event_division_code text collate "C" not null check (event_division_code ~ '^[0-9]{12}$'),
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  person_ids uuid[] not null check (cardinality(person_ids) > 0),
  state text not null check (state in ('OPEN', 'CLOSED')),
  version integer not null default 1,
  created_at timestamptz not null,
  constraint unit_case_ref unique (unit_id, ref)
);
create index unit_case_by_division on unit_case (current_division_code);
alter table unit_case enable row level security;
alter table unit_case force row level security;
create policy by_division on unit_case
  using (
    current_division_code >= (select nullif(current_setting('app.division', true), ''))
    and current_division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

alter table verification_request drop constraint verification_request_state_check;
alter table verification_request add constraint verification_request_state_check check (state in (
  'DRAFT', 'SUBMITTED', 'RETURNED', 'ENTRUSTED', 'DISPATCHED', 'PARTIAL', 'COMPILED', 'REPORT_ISSUED', 'SUPPLEMENTED', 'OBJECTED',
  'REVERIFYING', 'UPHELD', 'REVISED', 'ARCHIVED', 'CANCELLED'
));
alter table verification_request add column origin text not null default 'BUREAU'
  check (origin in ('BUREAU', 'TOWNSHIP', 'UNIT'));
alter table verification_request add column priority text not null default 'NORMAL' check (priority in ('NORMAL', 'URGENT'));
alter table verification_request add column unit_case_id uuid references unit_case;
alter table verification_request add constraint verification_request_unit check ((origin = 'UNIT') = (unit_case_id is not null));
alter table verification_request add column created_by text;
alter table verification_request add column submitted_on date;
alter table verification_request add column submitted_by text;
-- Until when the centre returns it or the entrusting unit confirms it: one working day [A] (§5.1).
alter table verification_request add column intake_due_on date;
create index verification_request_intake on verification_request (intake_due_on) where state = 'SUBMITTED';
drop index verification_request_open;
create unique index verification_request_open on verification_request (household_id, purpose)
  where state in ('SUBMITTED', 'ENTRUSTED', 'DISPATCHED', 'PARTIAL', 'COMPILED');

-- 1: asked first; 2: asked once nothing of the first wave is open (urgent and temporary checks, §4).
alter table sub_query add column wave integer not null default 1 check (wave in (1, 2));
-- When a question last got leave to go out, and on which business day.
alter table sub_query add column sent_at timestamptz;
alter table sub_query add column sent_on date;
create index sub_query_by_request on sub_query (request_id);

insert into policy_parameter (key, division_code, value, valid_from, legal_basis, proposed_by, approved_by)
select key, '370000000000', value::jsonb, '2014-01-01', basis, 'start-data', 'start-data-review'
from (values
  ('intake_working_days', '1', 'income-verification.md §5.1 [A]'),
  ('first_wave_agencies', '["CA_BENEFIT", "PSB_HUKOU"]', 'income-verification.md §4 [A]'),
  ('agencies.HOUSING.mandatory', '["PSB_HUKOU", "HOUSING_REG", "CA_MARRIAGE", "CA_BENEFIT"]', 'income-verification.md §2, §4 [A]'),
  ('agencies.HOUSING.where_live', '["PSB_VEHICLE", "HRSS_PENSION", "HOUSING_FUND", "TAX"]', 'income-verification.md §2, §4 [A]'),
  ('agencies.HOUSING.optional', '[]', 'income-verification.md §2, §4 [A]'),
  ('agencies.EDUCATION.mandatory', '["PSB_HUKOU", "CA_BENEFIT"]', 'income-verification.md §2, §4 [A]'),
  ('agencies.EDUCATION.where_live', '["HRSS_PENSION", "TAX"]', 'income-verification.md §2, §4 [A]'),
  ('agencies.EDUCATION.optional', '[]', 'income-verification.md §2, §4 [A]'),
  ('agencies.LEGAL_AID.mandatory', '["PSB_HUKOU", "CA_BENEFIT"]', 'income-verification.md §2, §4 [A]'),
  ('agencies.LEGAL_AID.where_live', '["HRSS_PENSION", "TAX"]', 'income-verification.md §2, §4 [A]'),
  ('agencies.LEGAL_AID.optional', '[]', 'income-verification.md §2, §4 [A]')
) as start (key, value, basis);

-- The digits of a code that all divisions inside it share.
create function division_prefix(code text) returns text language sql immutable as $$
  select case
    when code like '%0000000000' then left(code, 2)
    when code like '%00000000' then left(code, 4)
    when code like '%000000' then left(code, 6)
    when code like '%000' then left(code, 9)
    else code
  end
$$;

-- Whether a question may exist, and whether it may leave, on the business day of the transaction (`app.business_day`, set by whoever
-- sends and gone with the transaction; without it nothing may). What row-level security hides does not permit anything.
create function query_refusal(query sub_query, leaving boolean) returns text language plpgsql as $$
declare
  day date := nullif(current_setting('app.business_day', true), '')::date;
  request verification_request;
  permit means_authorization;
  agreement agency_agreement;
begin
  if day is null then return 'BUSINESS_DAY_MISSING'; end if;
  select * into request from verification_request where id = query.request_id;
  if request.id is null or request.case_id = '' then return 'CASE_REQUIRED'; end if;
  if request.state in ('DRAFT', 'SUBMITTED', 'RETURNED', 'ARCHIVED', 'CANCELLED') then return 'STATE_TRANSITION_INVALID'; end if;
  if leaving and request.paused_reason is not null then return 'REQUEST_PAUSED'; end if;

  select * into permit from means_authorization where id = query.authorization_id;
  if permit.id is null or permit.case_id <> request.case_id then return 'AUTHORIZATION_MISSING'; end if;
  if permit.grantor_person_id <> query.person_id
    and coalesce((select canonical from person_alias where alias = permit.grantor_person_id), permit.grantor_person_id)
      <> coalesce((select canonical from person_alias where alias = query.person_id), query.person_id)
  then return 'AUTHORIZATION_MISSING'; end if;
  if permit.status = 'REVOKED' then return 'AUTHORIZATION_REVOKED'; end if;
  -- The closing check after a death is what a dead person's authorization still permits (§3.1).
  if permit.status not in ('SIGNED', 'ACTIVE')
    and not (permit.ended_reason is not distinct from 'DEATH' and query.item_code in ('HUKOU', 'CREMATION'))
  then return 'AUTHORIZATION_EXPIRED'; end if;
  if day < permit.valid_from then return 'AUTHORIZATION_NOT_YET_VALID'; end if;
  if day > permit.valid_to then return 'AUTHORIZATION_EXPIRED'; end if;
  if not (request.purpose = any (permit.scope_purposes) and query.item_code = any (permit.scope_items))
  then return 'AUTHORIZATION_SCOPE_EXCEEDED'; end if;

  select * into agreement from agency_agreement where id = query.agreement_id;
  if agreement.id is null or agreement.agency_code <> query.agency_code
    or not (query.item_code = any (agreement.items))
    or agreement.connected_on is null or day < agreement.connected_on or day < agreement.valid_from or day > coalesce(agreement.valid_to, 'infinity'::date)
    or not (starts_with(request.current_division_code, division_prefix(agreement.division_code))
      or starts_with(request.event_division_code, division_prefix(agreement.division_code)))
  then return 'AGREEMENT_MISSING'; end if;
  return null;
end
$$;

create function refuse_query() returns trigger language plpgsql as $$
declare
  leaving boolean := tg_op = 'UPDATE' and (new.sent_at is distinct from old.sent_at or new.state <> old.state);
  refusal text := query_refusal(new, leaving);
begin
  if refusal is null and leaving
    and new.sent_on is distinct from nullif(current_setting('app.business_day', true), '')::date
  then refusal := 'NOT_RELEASED'; end if;
  if refusal is not null then
    raise exception '%', refusal using errcode = 'check_violation', constraint = 'query_' || lower(refusal);
  end if;
  return null;
end
$$;
create constraint trigger sub_query_exists_by_permit after insert on sub_query
  for each row execute function refuse_query();
create constraint trigger sub_query_leaves_by_permit after update on sub_query
  for each row when (
    new.sent_at is distinct from old.sent_at
    or (new.state in ('SENT', 'MANUAL_PENDING') and new.state <> old.state)
    or new.authorization_id <> old.authorization_id or new.agreement_id <> old.agreement_id
    or new.person_id <> old.person_id or new.item_code <> old.item_code or new.agency_code <> old.agency_code
    or new.request_id <> old.request_id
  ) execute function refuse_query();

create function refuse_line() returns trigger language plpgsql as $$
declare
  query sub_query;
  refusal text;
begin
  select * into query from sub_query where id = new.sub_query_id;
  if query.id is null or query.state not in ('QUEUED', 'RETRY_WAIT', 'SENT', 'MANUAL_PENDING') then
    refusal := 'NOT_RELEASED';
  else
    refusal := query_refusal(query, true);
  end if;
  if refusal is not null then
    raise exception '%', refusal using errcode = 'check_violation', constraint = 'query_' || lower(refusal);
  end if;
  return null;
end
$$;
create constraint trigger exchange_row_by_permit after insert on exchange_row
  for each row when (new.sub_query_id is not null) execute function refuse_line();
create constraint trigger letter_query_by_permit after insert on letter_query
  for each row execute function refuse_line();

-- What was sealed or written and had not left when a permission was taken back stays here; its other questions go out anew.
alter table exchange_file add column withdrawn_on date;
alter table letter add column withdrawn_on date;
alter table letter_query drop constraint letter_query_pkey;
alter table letter_query add primary key (sub_query_id, letter_id);
do $$
declare
  reader record;
begin
  for reader in
    select distinct grantee from information_schema.role_table_grants
    where table_schema = 'public' and table_name = 'letter' and privilege_type = 'SELECT' and grantee <> current_user
  loop
    execute format('grant update (withdrawn_on) on letter to %I', reader.grantee);
  end loop;
end
$$;

do $$
declare
  ban record;
begin
  for ban in
    select distinct wanted.rights, wanted.of_table, granted.grantee
    from (values
      ('authorization_draft', 'delete, truncate'),
      ('entrusting_unit', 'delete, truncate'),
      ('unit_case', 'delete, truncate')
    ) as wanted (of_table, rights)
    join information_schema.role_table_grants as granted
      on granted.table_schema = 'public' and granted.table_name = wanted.of_table and granted.grantee <> current_user
  loop
    execute format('revoke %s on %I from %I', ban.rights, ban.of_table, ban.grantee);
  end loop;
end
$$;
