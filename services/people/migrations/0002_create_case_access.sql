-- Which case of which office names which persons: the only reason why a person may be read.
create table case_access (
  case_id text primary key,
  stage text not null check (stage in ('DRAFT', 'OPEN', 'CLOSED')),
  division_code text collate "C" not null,
  purpose text not null,
  assignee_ids text[] not null default '{}',
  aggregate_version int not null,
  updated_at timestamptz not null
);
create table case_person (
  case_id text not null references case_access,
  person_id uuid not null,
  primary key (case_id, person_id)
);
create index case_person_by_person on case_person (person_id);

-- Under which case a person was found or registered: a draft case reaches its own registrations before it names them.
create table person_registration (
  case_id text not null,
  person_id uuid not null references person,
  registered_at timestamptz not null,
  primary key (case_id, person_id)
);

-- Each read of a person; the citizen can see it (people.md §4). Kept 6 years.
create table access_ledger (
  id uuid primary key,
  person_id uuid not null,
  at timestamptz not null,
  actor text not null,
  role text not null,
  unit text not null,
  case_id text,
  purpose text not null,
  basis text not null,
  channel text not null,
  field_classes text[] not null
);
create index access_ledger_by_person on access_ledger (person_id, at desc, id desc);
do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee from information_schema.role_table_grants
    where table_schema = 'public' and table_name = 'access_ledger' and grantee <> current_user
  loop
    execute format('revoke update, delete, truncate on access_ledger from %I', granted.grantee);
  end loop;
end
$$;

-- People is scoped by case, not by division: the live case of the call, or a written system permission.
create function case_reaches(wanted uuid) returns boolean language sql stable as $$
  select exists (
    select from case_access c
    where c.case_id = nullif(current_setting('app.case', true), '') and c.stage <> 'CLOSED' and (
      exists (select from case_person p where p.case_id = c.case_id and canonical_person(p.person_id) = wanted)
      or exists (select from person_registration r where r.case_id = c.case_id and canonical_person(r.person_id) = wanted)
    )
  )
$$;

alter table person enable row level security;
alter table person force row level security;
create policy by_case on person for select using (
  (select nullif(current_setting('app.system', true), '')) is not null or case_reaches(id)
);
create policy by_system on person for update using (
  (select nullif(current_setting('app.system', true), '')) is not null
);
create policy by_actor on person for insert with check (
  (select nullif(current_setting('app.actor', true), '')) is not null
);

alter table person_fact enable row level security;
alter table person_fact force row level security;
create policy by_case on person_fact for select using (
  (select nullif(current_setting('app.system', true), '')) is not null or case_reaches(person_id)
);
create policy by_actor on person_fact for insert with check (
  (select nullif(current_setting('app.actor', true), '')) is not null
);

alter table access_ledger enable row level security;
alter table access_ledger force row level security;
create policy by_system on access_ledger for select using (
  (select nullif(current_setting('app.system', true), '')) is not null
);
create policy by_actor on access_ledger for insert with check (
  (select nullif(current_setting('app.actor', true), '')) is not null
);

-- The only gate to a person whom no case names yet: the exact blind index of an identity number.
create function find_person(wanted bytea)
returns table (id uuid, name bytea, birth_date date) language plpgsql security definer
set search_path = public as $$
declare earlier text := current_setting('app.system', true);
begin
  perform set_config('app.system', 'persons.find', true);
  return query select p.id, p.name, p.birth_date from person p where p.id_no_index = wanted;
  perform set_config('app.system', coalesce(earlier, ''), true);
end $$;

-- Candidates of a person without a number: the same name and birth date, by their blind index.
create function find_candidates(wanted bytea)
returns table (id uuid, name bytea, birth_date date) language plpgsql security definer
set search_path = public as $$
declare earlier text := current_setting('app.system', true);
begin
  perform set_config('app.system', 'persons.find', true);
  return query select p.id, p.name, p.birth_date from person p where p.name_birth_index = wanted order by p.id limit 21;
  perform set_config('app.system', coalesce(earlier, ''), true);
end $$;
