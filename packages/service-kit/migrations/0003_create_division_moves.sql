-- How the service's living records followed changes of divisions (place-names.md §9).
create table division_move (
  change_id text primary key,
  effective_on date not null,
  state text not null check (state in ('RUNNING', 'WAITING', 'CLOSED')),
  -- What was counted before the first record moved: one entry a table.
  dry_run jsonb,
  begun_at timestamptz not null,
  closed_at timestamptz,
  check ((state = 'CLOSED') = (closed_at is not null))
);

-- One row for each record of a change, written before it moves: who comes a second time finds it done.
create table division_move_record (
  id uuid primary key,
  change_id text not null references division_move,
  -- The table, and its column where it has several.
  table_name text not null,
  record_id text not null,
  from_code text collate "C" not null check (from_code ~ '^[0-9]{12}$'),
  to_code text collate "C" check (to_code ~ '^[0-9]{12}$'),
  candidates text[] not null,
  extent text not null check (extent in ('FULL', 'AMBIGUOUS', 'UNMAPPED')),
  found_by text check (found_by in ('CODE', 'TOWNSHIP', 'ADDRESS', 'OFFICE', 'PERSON')),
  -- GONE: somebody gave the record another code, or took it away, before its turn came.
  state text not null check (state in ('PLANNED', 'MOVED', 'QUEUED', 'GONE')),
  -- The office that decides what the code alone does not say.
  owner_code text collate "C" not null check (owner_code ~ '^[0-9]{12}$'),
  reason text,
  decided_by text,
  version integer not null default 1,
  planned_at timestamptz not null,
  moved_at timestamptz,
  unique (change_id, table_name, record_id),
  check ((state = 'QUEUED') = (to_code is null) or state = 'GONE')
);
create index division_move_record_due on division_move_record (change_id, table_name, id) where state = 'PLANNED';
create index division_move_record_queue on division_move_record (owner_code, planned_at, id) where state = 'QUEUED';

alter table division_move_record enable row level security;
alter table division_move_record force row level security;
create policy by_owner on division_move_record using (
  (select nullif(current_setting('app.system', true), '')) is not null
  or (
    owner_code >= (select nullif(current_setting('app.division', true), ''))
    and owner_code < (select nullif(current_setting('app.division', true), '') || '~')
  )
);

-- The ledger only grows.
do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'public' and table_name in ('division_move', 'division_move_record')
      and grantee <> current_user
  loop
    execute format('revoke delete, truncate on %I from %I', granted.table_name, granted.grantee);
  end loop;
end
$$;
