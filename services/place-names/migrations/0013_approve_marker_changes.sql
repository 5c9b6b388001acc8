-- The province approves each change of the register of markers (place-names.md §12): proposed, checked, approved by three
-- persons; a marker keeps all its versions.

create table marker_change (
  id uuid primary key,
  line_id uuid not null references boundary_line,
  kind text not null check (kind in ('SET', 'MOVE', 'REMOVE', 'REPLACE')),
  marker_code text collate "C" not null check (marker_code ~ '^[0-9]+[QABCDE]$'),
  -- The marker that changes; a new one has none.
  marker_id uuid references boundary_marker,
  check ((kind = 'SET') = (marker_id is null)),
  other_line_ids uuid[] not null default '{}' check (cardinality(other_line_ids) <= 2),
  -- How the marker stands then; nothing stands after a removal.
  material text,
  lon numeric(10, 7) check (lon between 70 and 140),
  lat numeric(9, 7) check (lat between 0 and 60),
  height_m numeric(7, 3),
  azimuth_features jsonb check (jsonb_array_length(azimuth_features) >= 3),
  photo_ids text[] not null default '{}',
  off_line_m numeric(9, 1),
  off_line_reason text,
  check ((off_line_m is null) = (off_line_reason is null)),
  datum_note text,
  check ((kind = 'REMOVE') = (material is null)),
  check (num_nonnulls(material, lon, lat, azimuth_features) in (0, 4)),
  effective_on date not null,
  -- The agreement of both sides: a unilateral move is void.
  protocol_doc text,
  check ((kind = 'SET') = (protocol_doc is null)),
  reason text,
  check (kind in ('SET', 'REPLACE') or reason is not null),
  state text not null check (state in ('PROPOSED', 'CHECKED', 'RETURNED', 'APPROVED', 'REFUSED')),
  proposed_by text not null,
  proposed_on date not null,
  checked_by text check (checked_by <> proposed_by),
  checked_on date,
  decided_by text check (decided_by <> proposed_by and decided_by <> checked_by),
  decided_on date,
  remark text,
  -- The marker that stands by the approved change.
  result_id uuid references boundary_marker,
  check ((result_id is not null) = (state = 'APPROVED' and kind <> 'REMOVE')),
  version integer not null default 1,
  updated_at timestamptz not null
);
create unique index marker_change_open on marker_change (marker_code) where state in ('PROPOSED', 'CHECKED');
create index marker_change_line on marker_change (line_id, state);

create table boundary_marker_version (
  marker_id uuid not null references boundary_marker,
  no integer not null check (no > 0),
  -- Half open; an open end stands.
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  material text not null,
  lon numeric(10, 7) not null,
  lat numeric(9, 7) not null,
  height_m numeric(7, 3),
  azimuth_features jsonb not null,
  photo_ids text[] not null default '{}',
  off_line_m numeric(9, 1),
  off_line_reason text,
  -- Null for what stood before changes were approved.
  change_id uuid references marker_change,
  recorded_at timestamptz not null,
  primary key (marker_id, no)
);

alter table marker_change enable row level security;
alter table marker_change force row level security;
create policy by_line on marker_change
  using (exists (select from boundary_line where boundary_line.id = line_id));
alter table boundary_marker_version enable row level security;
alter table boundary_marker_version force row level security;
create policy by_marker on boundary_marker_version
  using (exists (select from boundary_marker where boundary_marker.id = marker_id));

-- A marker that is lost for good and struck off was not replaced.
alter table boundary_marker drop constraint boundary_marker_check1;
alter table boundary_marker add constraint boundary_marker_replaced
  check (condition <> 'REPLACED' or removed_on is not null);

-- An incident also ends when the province approves another change than the restoration in the old place.
alter table marker_incident drop constraint marker_incident_state_check;
alter table marker_incident add constraint marker_incident_state_check
  check (state in ('REPORTED', 'VERIFIED', 'RESTORED', 'DISMISSED', 'CHANGED'));

do $$
declare
  granted record;
begin
  perform set_config('app.division', '37', true);
  insert into boundary_marker_version (marker_id, no, valid_from, valid_to, material, lon, lat, height_m, azimuth_features,
      photo_ids, off_line_m, off_line_reason, recorded_at)
    select id, 1, set_on, removed_on, material, lon, lat, height_m, azimuth_features, photo_ids, off_line_m,
      off_line_reason, updated_at from boundary_marker;
  for granted in
    select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'public' and grantee <> current_user
      and table_name in ('marker_change', 'boundary_marker_version')
  loop
    execute format('revoke delete, truncate on %I from %I', granted.table_name, granted.grantee);
  end loop;
end
$$;
