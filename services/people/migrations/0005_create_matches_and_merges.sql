-- Who is who (people.md §1): keys for the search of duplicates, proposed pairs, merges and splits, searches and alarms.
alter table person
  add column pinyin_birth_index bytea,
  -- 15 digits (invalid since 2013-01-01) are kept as a former number only, never as the number itself.
  add column legacy_id_no bytea,
  -- Head of the register household (户口簿), where it is known.
  add column household_head_id uuid references person,
  -- Waits for the search of duplicates; persons of before this migration have no pinyin key yet.
  add column match_due boolean not null default true;
create index person_by_pinyin_birth on person (pinyin_birth_index);
create index person_by_phone on person (phone_index);
create index person_match_due on person (id) where match_due;
create index person_by_household_head on person (household_head_id) where household_head_id is not null;

create index person_alias_by_canonical on person_alias (canonical);
alter table person_alias add check (alias <> canonical);

-- The kept id at the end of a chain of merges; a person who was never merged is their own.
create or replace function canonical_person(wanted uuid) returns uuid language sql stable as $$
  with recursive walk (id) as (
    select wanted
    union
    select a.canonical from walk join person_alias a on a.alias = walk.id
  )
  select w.id from walk w where not exists (select from person_alias a where a.alias = w.id)
$$;

-- Every id under which a person is known, the kept one among them.
create function same_person(wanted uuid) returns setof uuid language sql stable as $$
  with recursive walk (id) as (
    select canonical_person(wanted)
    union
    select a.alias from walk join person_alias a on a.canonical = walk.id
  )
  select id from walk
$$;

-- A merge of two persons: proposed by one reviewer, approved by another, undone by a split.
create table person_merge (
  id uuid primary key,
  kept uuid not null references person,
  dropped uuid not null references person,
  state text not null default 'PROPOSED' check (state in ('PROPOSED', 'REFUSED', 'MERGED', 'SPLIT')),
  reason text not null,
  division_code text collate "C" not null,
  proposed_by text not null,
  proposed_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  refusal_reason text,
  -- Columns of `person` that the kept record got from the dropped one; a split gives them back.
  gained text[] not null default '{}',
  -- Kind of document and certainty of the kept record before, when it got a number.
  kept_before jsonb,
  split_by text,
  split_at timestamptz,
  split_reason text,
  check (kept <> dropped),
  check (decided_by <> proposed_by),
  check ((state = 'PROPOSED') = (decided_by is null)),
  check ((state = 'SPLIT') = (split_at is not null))
);
create unique index person_merge_open on person_merge (dropped) where state in ('PROPOSED', 'MERGED');
create index person_merge_by_kept on person_merge (kept);
create index person_merge_by_division on person_merge (division_code, id);

alter table person_merge enable row level security;
alter table person_merge force row level security;
create policy by_division on person_merge using (
  (select nullif(current_setting('app.system', true), '')) is not null
  or (division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~'))
);

-- Two records that may be one person: never merged by machine, never a reason to stop money.
create table person_match (
  id uuid primary key,
  person_a uuid not null references person,
  person_b uuid not null references person,
  score int not null,
  parts jsonb not null,
  state text not null check (state in ('PROPOSED', 'LISTED', 'DISMISSED', 'MERGED')),
  division_a text collate "C" not null,
  division_b text collate "C" not null,
  found_at timestamptz not null,
  found_by text not null,
  decided_by text,
  decided_at timestamptz,
  reason text,
  check (person_a < person_b),
  check ((state = 'DISMISSED') <= (reason is not null)),
  unique (person_a, person_b)
);
create index person_match_by_b on person_match (person_b);
create index person_match_by_division_a on person_match (division_a, score desc) where state in ('PROPOSED', 'LISTED');
create index person_match_by_division_b on person_match (division_b, score desc) where state in ('PROPOSED', 'LISTED');

alter table person_match enable row level security;
alter table person_match force row level security;
create policy by_division on person_match using (
  (select nullif(current_setting('app.system', true), '')) is not null
  or (division_a >= (select nullif(current_setting('app.division', true), ''))
    and division_a < (select nullif(current_setting('app.division', true), '') || '~'))
  or (division_b >= (select nullif(current_setting('app.division', true), ''))
    and division_b < (select nullif(current_setting('app.division', true), '') || '~'))
);

-- Each search of persons by people: for the budget of an hour and the misses of a day.
create table person_search (
  id uuid primary key,
  actor text not null,
  at timestamptz not null,
  day date not null,
  case_id text not null,
  keys text not null check (keys in ('NUMBER', 'NAME_BIRTH', 'NAME_VILLAGE')),
  hits int not null
);
create index person_search_by_actor on person_search (actor, at);

alter table person_search enable row level security;
alter table person_search force row level security;
create policy by_system on person_search using ((select nullif(current_setting('app.system', true), '')) is not null);

-- A miss names nobody.
alter table access_ledger alter column person_id drop not null;

-- Something about the use of personal data that a supervisor must look at (people.md §4).
create table access_alarm (
  id uuid primary key,
  kind text not null check (kind ~ '^[A-Z][A-Z_]*$'),
  actor text not null,
  person_id uuid,
  day date not null,
  count int not null,
  state text not null default 'OPEN' check (state in ('OPEN', 'REVIEWED')),
  division_code text collate "C" not null,
  raised_at timestamptz not null,
  unique nulls not distinct (kind, actor, person_id, day)
);
create index access_alarm_by_division on access_alarm (division_code, raised_at, id) where state = 'OPEN';

alter table access_alarm enable row level security;
alter table access_alarm force row level security;
create policy by_division on access_alarm using (
  (select nullif(current_setting('app.system', true), '')) is not null
  or (division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~'))
);

-- Tasks are resolved by people, with an outcome; a person may have one task for each record that a split leaves open.
alter table person_task
  drop constraint person_task_kind_check,
  add constraint person_task_kind_check
    check (kind in ('SOFT_MATCH', 'DATE_DIFFERENCE', 'DEATH_REPORT_LIFTED', 'SPLIT_DECISION')),
  add column about text not null default '',
  add column detail jsonb,
  add column raised_by text,
  add column outcome text,
  add column note text,
  add column resolved_by text,
  add column resolved_at timestamptz,
  add check ((state = 'DONE') = (resolved_at is not null));
drop index person_task_open;
create unique index person_task_open on person_task (person_id, kind, about) where state = 'OPEN';
create policy resolved_by_division on person_task for update using (
  division_code >= (select nullif(current_setting('app.division', true), ''))
  and division_code < (select nullif(current_setting('app.division', true), '') || '~')
);
create policy by_system on person_task using ((select nullif(current_setting('app.system', true), '')) is not null);

-- A person attached to no case for 30 days after registration is swept; the day is the legal day.
alter table person_registration
  add column registered_on date,
  -- Looked at when the days were over: a case had named the person, or something else needs the record.
  add column settled boolean not null default false;
update person_registration set registered_on = (registered_at at time zone 'Asia/Shanghai')::date;
alter table person_registration alter column registered_on set not null;
create index person_registration_to_settle on person_registration (registered_on) where not settled;
create index person_registration_by_person on person_registration (person_id);
create policy swept_by_system on person for delete using (
  (select nullif(current_setting('app.system', true), '')) is not null
);
create policy swept_by_system on person_fact for delete using (
  (select nullif(current_setting('app.system', true), '')) is not null
);

-- The gates past row-level security answer the kept id, and the record by which a name is opened.
drop function find_person(bytea);
create function find_person(wanted bytea)
returns table (id uuid, record_id uuid, name bytea, birth_date date, sex text, hukou_division text)
language plpgsql security definer set search_path = public as $$
declare earlier text := current_setting('app.system', true);
begin
  perform set_config('app.system', 'persons.find', true);
  return query select canonical_person(p.id), p.id, p.name, p.birth_date, p.sex, p.hukou_division
    from person p where p.id_no_index = wanted;
  perform set_config('app.system', coalesce(earlier, ''), true);
end $$;

drop function find_candidates(bytea);
create function find_candidates(wanted bytea)
returns table (id uuid, record_id uuid, name bytea, birth_date date, sex text, hukou_division text)
language plpgsql security definer set search_path = public as $$
declare earlier text := current_setting('app.system', true);
begin
  perform set_config('app.system', 'persons.find', true);
  return query select distinct on (canonical_person(p.id)) canonical_person(p.id), p.id, p.name, p.birth_date, p.sex,
      p.hukou_division
    from person p where p.name_birth_index = wanted order by canonical_person(p.id), p.id limit 21;
  perform set_config('app.system', coalesce(earlier, ''), true);
end $$;

insert into policy_parameter (key, division_code, valid_from, value, legal_basis, proposed_by, approved_by)
select key, '370000000000', '2000-01-01', value::jsonb, '省级暂定：人员基础库业务规则', 'start-data:1', 'start-data:2'
from (values
  ('match.id-no-equal', '100'),
  ('match.name-equal', '30'),
  ('match.name-variant', '20'),
  ('match.name-pinyin', '12'),
  ('match.birth-equal', '30'),
  ('match.birth-swapped', '15'),
  ('match.sex-equal', '5'),
  ('match.village-equal', '15'),
  ('match.township-equal', '8'),
  ('match.household-head-equal', '10'),
  ('match.phone-equal', '10'),
  ('match.id-no-different', '-100'),
  ('match.impossible', '-60'),
  ('match.proposed-from', '85'),
  ('match.listed-from', '60'),
  ('match.age-gap-years', '12'),
  ('search.finds-an-hour', '60'),
  ('search.misses-a-day', '30'),
  ('person.sweep-days', '30')
) as start_data (key, value);
