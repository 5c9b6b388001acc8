-- One data key a person, wrapped by the provider's key: destroying it erases the person's values (people.md §4).
-- A record that was merged away keeps its own.
create table person_key (
  person_id uuid primary key references person,
  data_key_id uuid not null unique,
  -- Null once destroyed; the row stays as the mark of an erased person.
  wrapped bytea,
  created_at timestamptz not null,
  destroyed_at timestamptz,
  check ((wrapped is null) = (destroyed_at is not null))
);

alter table person_key enable row level security;
alter table person_key force row level security;
-- A wrapped key opens nothing by itself: who reaches the row of `person` uses its key.
create policy by_actor on person_key for select using ((select nullif(current_setting('app.actor', true), '')) is not null);
create policy made_by_actor on person_key for insert with check (
  (select nullif(current_setting('app.actor', true), '')) is not null
);
create policy by_system on person_key for update using (
  (select nullif(current_setting('app.system', true), '')) is not null
);
create policy swept_by_system on person_key for delete using (
  (select nullif(current_setting('app.system', true), '')) is not null
);
create policy moved_by_system on person_fact for update using (
  (select nullif(current_setting('app.system', true), '')) is not null
);

-- An erased person is found by nothing: a blind index of a number is itself personal data.
alter table person
  alter column name_birth_index drop not null,
  alter column name_village_index drop not null;

-- What stops an erasure: a court, an inspection, a recovery (people.md §4).
create table retention_hold (
  id uuid primary key,
  person_id uuid not null references person,
  reason text not null check (char_length(reason) >= 10),
  legal_basis text not null,
  placed_by text not null,
  placed_at timestamptz not null,
  lifted_by text check (lifted_by <> placed_by),
  lifted_at timestamptz,
  lift_reason text check (char_length(lift_reason) >= 10),
  check ((lifted_by is null) = (lifted_at is null) and (lifted_by is null) = (lift_reason is null))
);
create unique index retention_hold_standing on retention_hold (person_id, legal_basis) where lifted_at is null;

-- An erasure: proposed by one, approved by another, and only when every class of records of the person is over.
create table erasure_proposal (
  id uuid primary key,
  person_id uuid not null references person,
  -- Every record of the person at the approval: the kept one and those that were merged into it.
  person_ids uuid[] not null,
  classes text[] not null,
  due_on date not null,
  basis text not null,
  state text not null default 'PROPOSED' check (state in ('PROPOSED', 'ERASED')),
  proposed_by text not null,
  proposed_at timestamptz not null,
  approved_by text check (approved_by <> proposed_by),
  approved_at timestamptz,
  check ((state = 'ERASED') = (approved_by is not null) and (approved_by is null) = (approved_at is null))
);
create unique index erasure_proposal_once on erasure_proposal (person_id);

alter table retention_hold enable row level security;
alter table retention_hold force row level security;
create policy by_system on retention_hold using ((select nullif(current_setting('app.system', true), '')) is not null);
alter table erasure_proposal enable row level security;
alter table erasure_proposal force row level security;
create policy by_system on erasure_proposal using ((select nullif(current_setting('app.system', true), '')) is not null);

-- The gates past row-level security answer the record with its key.
drop function find_person(bytea);
create function find_person(wanted bytea)
returns table (
  id uuid, record_id uuid, name bytea, birth_date date, sex text, hukou_division text,
  data_key_id uuid, wrapped_key bytea, erased_at timestamptz
)
language plpgsql security definer set search_path = public as $$
declare earlier text := current_setting('app.system', true);
begin
  perform set_config('app.system', 'persons.find', true);
  return query select canonical_person(p.id), p.id, p.name, p.birth_date, p.sex, p.hukou_division,
      k.data_key_id, k.wrapped, k.destroyed_at
    from person p left join person_key k on k.person_id = p.id where p.id_no_index = wanted;
  perform set_config('app.system', coalesce(earlier, ''), true);
end $$;

drop function find_candidates(bytea);
create function find_candidates(wanted bytea)
returns table (
  id uuid, record_id uuid, name bytea, birth_date date, sex text, hukou_division text,
  data_key_id uuid, wrapped_key bytea, erased_at timestamptz
)
language plpgsql security definer set search_path = public as $$
declare earlier text := current_setting('app.system', true);
begin
  perform set_config('app.system', 'persons.find', true);
  return query select distinct on (canonical_person(p.id)) canonical_person(p.id), p.id, p.name, p.birth_date, p.sex,
      p.hukou_division, k.data_key_id, k.wrapped, k.destroyed_at
    from person p left join person_key k on k.person_id = p.id
    where p.name_birth_index = wanted order by canonical_person(p.id), p.id limit 21;
  perform set_config('app.system', coalesce(earlier, ''), true);
end $$;

-- How long each class of records keeps its person from erasure, counted from its end (social-assistance.md §10).
insert into policy_parameter (key, division_code, valid_from, value, legal_basis, proposed_by, approved_by)
select key, '370000000000', '2000-01-01', value::jsonb, '省级暂定：人员信息保存期限', 'start-data:1', 'start-data:2'
from (values
  ('retention.case-file-years', '10'),
  ('retention.rejected-application-years', '3'),
  ('retention.payment-years', '30'),
  ('retention.verification-years', '10'),
  ('retention.raw-file-years', '2'),
  ('retention.registration-years', '3')
) as start_data (key, value);
