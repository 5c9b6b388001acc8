-- Persons of public note, and who works where: two more reasons to look at a read (people.md §4).

-- The list is kept by two officers; a person has one open entry.
create table noted_person (
  id uuid primary key,
  person_id uuid not null references person,
  state text not null check (state in ('PROPOSED', 'LISTED', 'REMOVAL_PROPOSED', 'REFUSED', 'REMOVED')),
  reason text not null,
  division_code text collate "C" not null,
  proposed_by text not null,
  proposed_on date not null,
  listed_by text check (listed_by <> proposed_by),
  listed_on date,
  removal_reason text,
  removal_proposed_by text,
  removed_by text check (removed_by <> removal_proposed_by),
  removed_on date,
  check ((listed_by is null) = (listed_on is null)),
  check ((removed_by is null) = (removed_on is null)),
  check (state in ('PROPOSED', 'REFUSED') or listed_by is not null),
  check (state <> 'REMOVED' or removed_by is not null)
);
create unique index noted_person_once on noted_person (person_id)
  where state in ('PROPOSED', 'LISTED', 'REMOVAL_PROPOSED');
alter table noted_person enable row level security;
alter table noted_person force row level security;
create policy by_division on noted_person using (
  (select nullif(current_setting('app.system', true), '')) is not null
  or (division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~'))
);

-- Copy of identity's staff: which natural person works in which unit, refreshed by a job.
create table staff_unit (
  person_id uuid not null,
  division_code text collate "C" not null,
  primary key (division_code, person_id)
);
alter table staff_unit enable row level security;
alter table staff_unit force row level security;
create policy by_system on staff_unit using ((select nullif(current_setting('app.system', true), '')) is not null);

-- An alarm is raised above these counts; a "week" is so many days.
insert into policy_parameter (key, division_code, valid_from, value, legal_basis, proposed_by, approved_by)
select key, '370000000000', '2000-01-01', value::jsonb, '省级暂定：人员基础库业务规则', 'start-data:1', 'start-data:2'
from (values
  ('alarm.colleague-reads', '0'),
  ('alarm.noted-reads', '0'),
  ('alarm.units-days', '7')
) as start_data (key, value);
