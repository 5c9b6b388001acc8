-- Rehearsals of changes that are not in force yet, and the day's switch (place-names.md §9).
create table division_rehearsal (
  id uuid primary key,
  change_id text not null references division_change,
  -- The smallest division that holds all ground of the change.
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  effective_on date not null,
  rehearsed_on date not null,
  rehearsed_by text not null,
  status text not null check (status in ('COMPLETE', 'PARTIAL')),
  table_version integer not null check (table_version > 0),
  -- What the services answered: counts, proposals, ids of undecided records; no personal data.
  totals jsonb not null,
  services jsonb not null,
  places jsonb not null,
  recorded_at timestamptz not null
);
create index division_rehearsal_change on division_rehearsal (change_id, recorded_at desc, id desc);

-- One row a change that is in force: sent once, closed when no record of any service is without a new code.
create table division_switch (
  change_id text primary key references division_change,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  -- HISTORY: in force before the platform began; no record ever stood under the old codes.
  state text not null check (state in ('HISTORY', 'SENT', 'CLOSED')),
  sent_on date,
  due_on date,
  closed_on date,
  services jsonb not null default '[]',
  version integer not null default 1,
  check ((state = 'HISTORY') = (sent_on is null)),
  check ((state = 'CLOSED') = (closed_on is not null)),
  check ((sent_on is null) = (due_on is null))
);
create index division_switch_open on division_switch (due_on) where state = 'SENT';

do $$
declare
  scoped text;
begin
  foreach scoped in array array['division_rehearsal', 'division_switch'] loop
    execute format('create index %I on %I (division_code)', scoped || '_by_division', scoped);
    execute format('alter table %I enable row level security', scoped);
    execute format('alter table %I force row level security', scoped);
    execute format($policy$
      create policy by_division on %I using (
        division_code >= (select nullif(current_setting('app.division', true), ''))
        and division_code < (select nullif(current_setting('app.division', true), '') || '~')
      )$policy$, scoped);
  end loop;
end
$$;

insert into policy_parameter (key, division_code, valid_from, value, legal_basis, proposed_by, approved_by) values
  ('rehearsals.move-working-days', '370000000000', '2000-01-01', '10', '省级暂定：区划代码公布后各业务系统改码期限', 'start-data:1', 'start-data:2');

do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'public' and table_name in ('division_rehearsal', 'division_switch')
      and grantee <> current_user
  loop
    execute format('revoke delete, truncate on %I from %I', granted.table_name, granted.grantee);
    if granted.table_name = 'division_rehearsal' then
      execute format('revoke update on %I from %I', granted.table_name, granted.grantee);
    end if;
  end loop;
end
$$;
