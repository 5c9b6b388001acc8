-- The public service: touch screens and their content, packages for the ministry's node, targets of the year's plan
-- (place-names.md §8.2, §8.4, §8.5, §11).

create table touch_screen (
  id uuid primary key,
  device_no text not null unique check (device_no ~ '^[A-Z0-9-]{4,24}$'),
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  location text not null check (char_length(location) between 2 and 200),
  -- SHA-256 of the device's secret, which is told once, when the device is registered.
  secret_hash text not null,
  state text not null check (state in ('ACTIVE', 'RETIRED')),
  content_version integer,
  -- On the business clock, as all silences of partners are.
  last_heartbeat_at timestamptz,
  -- Set by the watch while the device is silent for longer than the limit.
  offline_since timestamptz,
  registered_by text not null,
  registered_at timestamptz not null,
  version integer not null default 1
);
create index touch_screen_division on touch_screen (division_code, device_no);

-- How often a device was asked something on a day: a count and nothing else.
create table touch_screen_count (
  screen_id uuid not null references touch_screen,
  division_code text collate "C" not null,
  day date not null,
  queries integer not null check (queries >= 0),
  primary key (screen_id, day)
);

create table touch_screen_alert (
  id uuid primary key,
  screen_id uuid not null references touch_screen,
  division_code text collate "C" not null,
  silent_since timestamptz not null,
  opened_at timestamptz not null,
  closed_at timestamptz
);
-- One open alert a device.
create unique index touch_screen_alert_open on touch_screen_alert (screen_id) where closed_at is null;

-- What a device shows without a network: public records of a division, sealed.
create table content_package (
  id uuid primary key,
  content_version integer generated always as identity unique,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  content text not null,
  record_count integer not null check (record_count >= 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  seal jsonb not null,
  state text not null check (state in ('BUILT', 'PUBLISHED')),
  built_by text not null,
  built_at timestamptz not null,
  published_by text check (published_by <> built_by),
  published_at timestamptz,
  version integer not null default 1,
  check ((state = 'PUBLISHED') = (published_by is not null)),
  check ((state = 'PUBLISHED') = (published_at is not null))
);
create index content_package_division on content_package (division_code, state, content_version);

-- What the node was given of each record last, by which a change is known.
create table sync_record (
  table_name text not null check (table_name in ('division', 'place_name')),
  record_key text collate "C" not null,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  category_code text collate "C" not null,
  op text not null check (op in ('UPSERT', 'TOMBSTONE')),
  version integer not null check (version > 0),
  payload_hash text not null,
  seq integer not null,
  primary key (table_name, record_key)
);
-- The node counts by county and category.
create index sync_record_group on sync_record (left(division_code, 6), category_code);

create table sync_package (
  id uuid primary key,
  -- Without gaps: taken under the lock of the last one.
  seq integer not null unique check (seq > 0),
  base_seq integer not null check (base_seq = seq - 1),
  kind text not null check (kind in ('INCREMENTAL', 'REPAIR')),
  -- The bytes that the hash and the seal cover.
  content text not null,
  record_count integer not null check (record_count > 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  seal jsonb not null,
  state text not null check (state in ('BUILT', 'HELD', 'ACKED', 'NACKED', 'REJECTED')),
  built_by text not null,
  built_at timestamptz not null,
  sends integer not null default 0,
  sent_at timestamptz,
  answered_at timestamptz,
  -- What the node changed, and why it refused the package as a whole.
  changes integer,
  reason text,
  version integer not null default 1
);
create index sync_package_open on sync_package (seq) where state in ('BUILT', 'HELD', 'REJECTED');

-- Records that the node refused: somebody decides.
create table sync_conflict (
  id uuid primary key,
  seq integer not null references sync_package (seq),
  table_name text not null,
  record_key text not null,
  code text not null check (code in ('DUPLICATE', 'STALE_VERSION', 'BAD_CATEGORY', 'GEOM_INVALID', 'HASH')),
  state text not null check (state in ('OPEN', 'RESENT', 'KEPT')),
  opened_at timestamptz not null,
  resolved_by text,
  resolved_at timestamptz,
  reason text,
  version integer not null default 1,
  check ((state = 'OPEN') = (resolved_by is null)),
  unique (seq, table_name, record_key)
);

-- The monthly comparison with the node by county and category.
create table node_reconciliation (
  id uuid primary key,
  month text not null check (month ~ '^[0-9]{4}-[0-9]{2}$'),
  taken_on date not null,
  taken_at timestamptz not null,
  taken_by text not null,
  groups integer not null,
  differences integer not null check (differences >= 0),
  -- Division, category, counts and hashes of groups that differ.
  differing jsonb not null,
  repair_seq integer references sync_package (seq),
  version integer not null default 1
);
create index node_reconciliation_month on node_reconciliation (month, taken_at);

alter table touch_screen enable row level security;
alter table touch_screen force row level security;
create policy by_division on touch_screen
  using (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );
alter table touch_screen_count enable row level security;
alter table touch_screen_count force row level security;
create policy by_division on touch_screen_count
  using (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );
alter table touch_screen_alert enable row level security;
alter table touch_screen_alert force row level security;
create policy by_division on touch_screen_alert
  using (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );
-- What is published holds public records alone and is for everybody.
alter table content_package enable row level security;
alter table content_package force row level security;
create policy published_or_own on content_package
  using (
    state = 'PUBLISHED'
    or (
      division_code >= (select nullif(current_setting('app.division', true), ''))
      and division_code < (select nullif(current_setting('app.division', true), '') || '~')
    )
  )
  with check (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

insert into policy_parameter (key, division_code, valid_from, value, legal_basis, proposed_by, approved_by) values
  ('gazetteer.public-calls-per-minute', '370000000000', '2000-01-01', '60', '省级暂定：区划地名公共服务运行要求', 'start-data:1', 'start-data:2'),
  ('touch-screens.heartbeat-minutes', '370000000000', '2000-01-01', '5', '省级暂定：区划地名公共服务运行要求', 'start-data:1', 'start-data:2'),
  ('touch-screens.offline-hours', '370000000000', '2000-01-01', '24', '省级暂定：区划地名公共服务运行要求', 'start-data:1', 'start-data:2'),
  ('ministry-node.records-per-package', '370000000000', '2000-01-01', '2000', '省级暂定：区划地名公共服务运行要求', 'start-data:1', 'start-data:2');

-- Targets of the year's plan hold for the year.
insert into policy_parameter (key, division_code, valid_from, valid_to, value, legal_basis, proposed_by, approved_by) values
  ('indicators.PN-01', '370000000000', '2014-01-01', '2015-01-01', '114', '省民政厅2014年工作要点第26条（T-26-1）', 'start-data:1', 'start-data:2'),
  ('indicators.PN-02', '370000000000', '2014-01-01', '2015-01-01', '5865', '省民政厅2014年工作要点第26条（T-26-2）', 'start-data:1', 'start-data:2'),
  ('indicators.PN-03', '370000000000', '2014-01-01', '2015-01-01', '220', '省民政厅2014年工作要点第26条（T-26-3）', 'start-data:1', 'start-data:2'),
  ('indicators.PN-04', '370000000000', '2014-01-01', '2015-01-01', '1', '省民政厅2014年工作要点第26条（T-26-4）', 'start-data:1', 'start-data:2'),
  ('indicators.PN-05', '370000000000', '2014-01-01', '2015-01-01', '1', '省民政厅2014年工作要点第26条（T-26-5）', 'start-data:1', 'start-data:2'),
  ('indicators.PN-07', '370000000000', '2014-01-01', '2015-01-01', '10', '省民政厅2014年工作要点第28条（T-28-1）', 'start-data:1', 'start-data:2'),
  ('indicators.PN-11', '370000000000', '2014-01-01', '2015-01-01', '1', '省民政厅2014年工作要点第27条（T-27-1）', 'start-data:1', 'start-data:2'),
  ('indicators.PN-12', '370000000000', '2014-01-01', '2015-01-01', '0', '省民政厅2014年工作要点第27条（T-27-6）', 'start-data:1', 'start-data:2'),
  ('indicators.PN-13', '370000000000', '2014-01-01', '2015-01-01', '300', '省级暂定：区划地名公共服务运行要求（第27条，T-27-5）', 'start-data:1', 'start-data:2');

-- Packages, comparisons and alerts are a record of what was given and found: nobody but the owner deletes them.
do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'public' and grantee <> current_user
      and table_name in ('touch_screen', 'touch_screen_count', 'touch_screen_alert', 'content_package', 'sync_record',
        'sync_package', 'sync_conflict', 'node_reconciliation')
  loop
    execute format('revoke delete, truncate on %I from %I', granted.table_name, granted.grantee);
  end loop;
end
$$;
