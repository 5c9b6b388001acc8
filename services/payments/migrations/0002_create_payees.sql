-- Which enrolment has which persons: fed by enrolment.approved, changed, terminated. The owner is the bureau.
create table enrolment_copy (
  id uuid primary key,
  programme text not null,
  household_id uuid not null,
  case_id text not null,
  person_ids uuid[] not null,
  from_month text not null,
  last_month text,
  -- Counts the activations of payees of this enrolment.
  payee_version integer not null default 0,
  event_division_code text collate "C" not null check (event_division_code ~ '^[0-9]{12}$'),
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$')
);

-- Who is paid.
create table payee (
  id uuid primary key,
  kind text not null check (kind in ('PERSON', 'HOUSEHOLD_AGENT', 'GUARDIAN', 'ORGANISATION', 'HOSPITAL', 'INSURANCE_FUND')),
  enrolment_id uuid references enrolment_copy,
  person_id uuid,
  relation_document_sha256 text check (relation_document_sha256 ~ '^[0-9a-f]{64}$'),
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$'),
  version integer not null default 1,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index payee_of_enrolment on payee (enrolment_id, person_id);

-- Bank accounts, P1: number, holder and identity number are encrypted; never updated in place.
create table account (
  id uuid primary key,
  payee_id uuid not null references payee,
  number bytea not null,
  number_index bytea not null,
  bank_code text not null references bank,
  kind text not null check (kind in ('CARD', 'BOOK')),
  holder_name bytea not null,
  id_no bytea,
  status text not null check (status in ('UNVERIFIED', 'ACTIVE', 'CHANGE_PENDING', 'REPLACED', 'CLOSED')),
  reason text,
  usable_from date,
  valid_from date,
  valid_to date,
  entered_by text not null,
  entered_on date not null,
  verified_by text,
  check (verified_by <> entered_by),
  check (status not in ('ACTIVE', 'CHANGE_PENDING') or (verified_by is not null and usable_from is not null)),
  current_division_code text collate "C" not null check (current_division_code ~ '^[0-9]{12}$')
);
create index account_by_payee on account (payee_id);
create index account_by_number on account (number_index) where status in ('ACTIVE', 'CHANGE_PENDING');
-- One account in force and one proposal of each payee.
create unique index account_in_force on account (payee_id) where status in ('ACTIVE', 'CHANGE_PENDING');
create unique index account_proposed on account (payee_id) where status = 'UNVERIFIED';

-- Accounts of institutions, which are payee of many (payments.md §4 SHARED_ACCOUNT).
create table account_white_list (
  number_index bytea primary key,
  title text not null,
  listed_by text not null,
  approved_by text not null check (approved_by <> listed_by),
  listed_on date not null
);

-- Deaths as people told them: confirmed and reported, less what was revoked.
create table death_notice (
  notice_id uuid primary key,
  person_id uuid not null,
  kind text not null check (kind in ('CONFIRMED', 'REPORTED')),
  death_date date not null,
  revoked_by_notice uuid
);
create index death_notice_by_person on death_notice (person_id) where revoked_by_notice is null;

-- Merged persons: nobody rewrites a person's id (ARCHITECTURE §1).
create table person_alias (
  alias uuid primary key,
  canonical uuid not null check (canonical <> alias)
);
create index person_alias_by_canonical on person_alias (canonical);

-- The kept id of a person, through every later merge.
create function canonical_person(wanted uuid) returns uuid language sql stable as $$
  with recursive chain(id, depth) as (
    select wanted, 0
    union all
    select a.canonical, depth + 1 from chain join person_alias a on a.alias = chain.id where depth < 20
  )
  select id from chain order by depth desc limit 1
$$;

-- All ids under which a person is known, the kept one too.
create function ids_of_person(wanted uuid) returns setof uuid language sql stable as $$
  with recursive known(id) as (
    select canonical_person(wanted)
    union
    select a.alias from known join person_alias a on a.canonical = known.id
  )
  select id from known
$$;

do $$
declare
  scoped text;
begin
  foreach scoped in array array['enrolment_copy', 'payee', 'account'] loop
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
