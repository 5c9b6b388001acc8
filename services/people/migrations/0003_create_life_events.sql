-- Notices about life and death, graded by their source (people.md §3).
create table life_event (
  id uuid primary key,
  person_id uuid not null references person,
  kind text not null check (kind in ('DEATH', 'DEATH_REVOKED', 'LIVING_CLAIM')),
  event_date date not null,
  source text not null,
  document_sha256 text,
  matched_by text not null check (matched_by in ('NUMBER', 'NAME_BIRTH')),
  certainty text not null check (certainty in ('REPORTED', 'CONFIRMED', 'LIFTED', 'REVOKED', 'CONFLICT')),
  -- Only a report that still holds money has a last day of confirmation.
  confirm_by date,
  -- Whether an event told the other services of this notice: only then may an event undo it.
  announced boolean not null,
  revokes_notice_id uuid references life_event,
  recorded_at timestamptz not null,
  recorded_by text not null,
  check (matched_by = 'NUMBER' or kind <> 'DEATH' or certainty <> 'CONFIRMED')
);
create index life_event_by_person on life_event (person_id, recorded_at);
create index life_event_to_confirm on life_event (confirm_by) where certainty = 'REPORTED' and confirm_by is not null;

alter table life_event enable row level security;
alter table life_event force row level security;
create policy by_system on life_event using ((select nullif(current_setting('app.system', true), '')) is not null);

create table person_task (
  id uuid primary key,
  person_id uuid not null references person,
  division_code text collate "C" not null,
  kind text not null check (kind in ('SOFT_MATCH', 'DATE_DIFFERENCE', 'DEATH_REPORT_LIFTED')),
  state text not null default 'OPEN' check (state in ('OPEN', 'DONE')),
  raised_on date not null,
  raised_at timestamptz not null
);
create unique index person_task_open on person_task (person_id, kind) where state = 'OPEN';
create index person_task_by_division on person_task (division_code, raised_at, id) where state = 'OPEN';

alter table person_task enable row level security;
alter table person_task force row level security;
create policy by_division on person_task for select using (
  division_code >= (select nullif(current_setting('app.division', true), ''))
  and division_code < (select nullif(current_setting('app.division', true), '') || '~')
);
-- A clerk may register a person of another county: the task goes to the person's own county.
create policy by_actor on person_task for insert with check (
  (select nullif(current_setting('app.actor', true), '')) is not null
);

create table kinship (
  id uuid primary key,
  person_id uuid not null references person,
  relative_id uuid not null references person,
  -- What the relative is to the person.
  kind text not null check (kind in ('SPOUSE', 'PARENT', 'CHILD', 'SIBLING', 'GRANDPARENT', 'GRANDCHILD', 'GUARDIAN')),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  source text not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  check (person_id <> relative_id)
);
create index kinship_by_person on kinship (person_id);
create index kinship_by_relative on kinship (relative_id);

alter table kinship enable row level security;
alter table kinship force row level security;
create policy by_system on kinship using ((select nullif(current_setting('app.system', true), '')) is not null);
