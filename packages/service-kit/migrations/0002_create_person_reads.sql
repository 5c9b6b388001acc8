-- Access ledger of the service (people.md §4): each read of a named person, for the citizen and for auditors. Empty in
-- services that answer no such read; people keeps a ledger of its own. It only grows, and only a system job may see it.
create table person_read (
  id uuid primary key,
  person_id uuid not null,
  at timestamptz not null,
  actor text not null,
  role text not null,
  unit text not null,
  case_id text,
  purpose text not null,
  basis text not null,
  channel text not null check (channel in ('REST', 'GRAPHQL', 'SERVICE')),
  field_classes text[] not null
);
create index person_read_by_person on person_read (person_id, at desc, id desc);
create index person_read_by_time on person_read (at);

do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee from information_schema.role_table_grants
    where table_schema = 'public' and table_name = 'person_read' and grantee <> current_user
  loop
    execute format('revoke update, delete, truncate on person_read from %I', granted.grantee);
  end loop;
end
$$;

alter table person_read enable row level security;
alter table person_read force row level security;
create policy by_system on person_read for select using (
  (select nullif(current_setting('app.system', true), '')) is not null
);
create policy by_actor on person_read for insert with check (
  (select nullif(current_setting('app.actor', true), '')) is not null
);
create policy kept_by_system on person_read for delete using (
  (select nullif(current_setting('app.system', true), '')) is not null
);

-- Reads are kept six years, and no shorter whoever asks.
create function forget_person_reads_before(wanted timestamptz) returns bigint language plpgsql security definer
set search_path = public as $$
declare
  earlier text := current_setting('app.system', true);
  gone bigint;
begin
  perform set_config('app.system', 'personReads.forget', true);
  delete from person_read where at < least(wanted, now() - interval '6 years');
  get diagnostics gone = row_count;
  perform set_config('app.system', coalesce(earlier, ''), true);
  return gone;
end $$;
