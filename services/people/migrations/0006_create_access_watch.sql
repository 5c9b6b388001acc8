-- Other kinds of life event, reversals, and who watches the use of personal data (people.md §3, §4).
alter table life_event
  drop constraint life_event_kind_check,
  add constraint life_event_kind_check check (kind in ('DEATH', 'DEATH_REVOKED', 'LIVING_CLAIM', 'BIRTH', 'MOVE_REGISTER',
    'MOVE_RESIDENCE', 'NAME_CHANGED', 'ID_CORRECTED', 'MISSING_DECLARED', 'FOUND', 'CAPACITY_LIMITED', 'IMPRISONED',
    'RELEASED')),
  -- Why a notice was reversed.
  add column reason text,
  -- In which role and for which unit it was reported: who made an error (H11).
  add column recorded_role text,
  add column recorded_unit text,
  -- What the notice said beside its date: division, capacity, child. Never identity.
  add column said text;
alter table person
  add column capacity text not null default 'FULL' check (capacity in ('FULL', 'LIMITED', 'NONE')),
  add column in_custody boolean not null default false;

-- Days and hours of the business clock, by which alarms count; older reads have none.
alter table access_ledger
  add column day date,
  add column off_hours boolean not null default false,
  add column reason text;
create index access_ledger_by_actor_day on access_ledger (actor, day);

-- Reads are kept as long as the handbook says, and no shorter whoever asks.
create policy kept_by_system on access_ledger for delete using (
  (select nullif(current_setting('app.system', true), '')) is not null
);
create function forget_access_before(wanted timestamptz) returns bigint language plpgsql security definer
set search_path = public as $$
declare
  earlier text := current_setting('app.system', true);
  gone bigint;
begin
  perform set_config('app.system', 'access.forget', true);
  delete from access_ledger where at < least(wanted, now() - interval '6 years');
  get diagnostics gone = row_count;
  perform set_config('app.system', coalesce(earlier, ''), true);
  return gone;
end $$;

-- One field of one person shown in clear.
create table person_unmasking (
  id uuid primary key,
  person_id uuid not null,
  actor text not null,
  at timestamptz not null,
  day date not null,
  case_id text not null,
  field text not null check (field in ('name', 'idNo', 'phone', 'residenceAddress'))
);
create index person_unmasking_by_actor on person_unmasking (actor, day);
alter table person_unmasking enable row level security;
alter table person_unmasking force row level security;
create policy by_system on person_unmasking using ((select nullif(current_setting('app.system', true), '')) is not null);

-- An emergency: at most two hours of reading without a case, confirmed by a second person.
create table break_glass (
  id uuid primary key,
  division_code text collate "C" not null,
  opened_by text not null,
  emergency text not null,
  reason text not null,
  opened_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > opened_at and expires_at <= opened_at + interval '2 hours'),
  confirm_by date not null,
  confirmed_by text check (confirmed_by <> opened_by),
  confirmed_at timestamptz,
  note text,
  check ((confirmed_by is null) = (confirmed_at is null))
);
create index break_glass_by_division on break_glass (division_code, opened_at, id);
alter table break_glass enable row level security;
alter table break_glass force row level security;
create policy by_division on break_glass using (
  (select nullif(current_setting('app.system', true), '')) is not null
  or (division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~'))
);
create index access_ledger_by_basis on access_ledger (basis) where channel = 'BREAK_GLASS';

alter table access_alarm
  add column outcome text check (outcome in ('JUSTIFIED', 'MISUSE', 'UNCLEAR')),
  add column note text,
  add column reviewed_by text check (reviewed_by <> actor),
  add column reviewed_at timestamptz;

insert into policy_parameter (key, division_code, valid_from, value, legal_basis, proposed_by, approved_by)
select key, '370000000000', '2000-01-01', value::jsonb, '省级暂定：人员基础库业务规则', 'start-data:1', 'start-data:2'
from (values
  ('unmask.a-day', '20'),
  ('alarm.persons-a-day', '200'),
  ('alarm.off-hours-persons', '20'),
  ('alarm.units-a-week', '3'),
  ('break-glass.confirm-working-days', '1'),
  ('ledger.keep-years', '6'),
  ('search.keep-years', '6')
) as start_data (key, value);
