-- Boundary lines, markers, joint inspections, disputes and detailed maps (place-names.md §3, §5.1).

-- Which units adjoin each other, by a map or document. Public.
create table boundary_adjacency (
  code_a text collate "C" not null check (code_a ~ '^[0-9]{12}$'),
  code_b text collate "C" not null check (code_b ~ '^[0-9]{12}$'),
  source text not null,
  declared_by text not null,
  declared_on date not null,
  primary key (code_a, code_b),
  check (code_a < code_b)
);

insert into boundary_adjacency (code_a, code_b, source, declared_by, declared_on) values
  ('130000000000', '370000000000', '省界代码 1337 冀鲁', 'start-data:1', '2000-01-01'),
  ('320000000000', '370000000000', '省界代码 3237 苏鲁', 'start-data:1', '2000-01-01'),
  ('340000000000', '370000000000', '省界代码 3437 皖鲁', 'start-data:1', '2000-01-01'),
  ('370000000000', '410000000000', '省界代码 3741 鲁豫', 'start-data:1', '2000-01-01');

create table boundary_line (
  id uuid primary key,
  line_code text collate "C" not null check (line_code ~ '^[0-9]{4}$|^[0-9]+-[0-9]+$'),
  level text not null check (level in ('PROVINCIAL', 'PREFECTURAL', 'COUNTY', 'TOWNSHIP')),
  code_a text collate "C" not null check (code_a ~ '^[0-9]{12}$'),
  code_b text collate "C" not null check (code_b ~ '^[0-9]{12}$'),
  check (code_a < code_b),
  -- The units that bear the sides today: who may see and act. The code of the line stays as it was approved.
  current_code_a text collate "C" not null check (current_code_a ~ '^[0-9]{12}$'),
  current_code_b text collate "C" not null check (current_code_b ~ '^[0-9]{12}$'),
  -- Whole metres: kilometres with three decimals, never a float.
  length_m integer not null check (length_m > 0),
  approval_doc text not null,
  approved_on date not null,
  protocol_ref text,
  trijunction_start text,
  trijunction_end text,
  -- GeoJSON, CGCS2000.
  geometry jsonb,
  datum_note text,
  state text not null check (state in ('DRAFT', 'IN_FORCE', 'CLOSED', 'REFUSED')),
  -- Half open; an open end is in force.
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  closed_reason text check (closed_reason in ('MERGED', 'LOWERED', 'RESURVEYED')),
  check ((state = 'CLOSED') = (valid_to is not null) and (state = 'CLOSED') = (closed_reason is not null)),
  successor_id uuid references boundary_line,
  created_by text not null,
  created_at timestamptz not null,
  decided_by text,
  decided_on date,
  decision_remark text,
  version integer not null default 1,
  updated_at timestamptz not null,
  constraint boundary_line_code_once
    exclude using gist (line_code with =, daterange(valid_from, valid_to) with &&) where (state in ('IN_FORCE', 'CLOSED'))
);
create index boundary_line_side_a on boundary_line (current_code_a);
create index boundary_line_side_b on boundary_line (current_code_b);
create index boundary_line_code on boundary_line (line_code);

create table boundary_marker (
  id uuid primary key,
  line_id uuid not null references boundary_line,
  marker_code text collate "C" not null check (marker_code ~ '^[0-9]+[QABCDE]$'),
  -- The digits before the letter: twins and triplets share them.
  position_code text collate "C" not null,
  serial integer not null check (serial between 1 and 999),
  letter text not null check (letter in ('Q', 'A', 'B', 'C', 'D', 'E')),
  -- Lines that meet at a triple position beside the one that gives the code.
  other_line_ids uuid[] not null default '{}' check (cardinality(other_line_ids) <= 2),
  material text not null,
  lon numeric(10, 7) not null check (lon between 70 and 140),
  lat numeric(9, 7) not null check (lat between 0 and 60),
  height_m numeric(7, 3),
  azimuth_features jsonb not null check (jsonb_array_length(azimuth_features) >= 3),
  photo_ids text[] not null default '{}',
  -- P1, encrypted.
  custodian_name bytea,
  custodian_phone bytea,
  condition text not null check (condition in ('INTACT', 'DAMAGED', 'MISSING', 'MOVED', 'REPLACED')),
  off_line_m numeric(9, 1),
  off_line_reason text,
  check ((off_line_m is null) = (off_line_reason is null)),
  datum_note text,
  set_on date not null,
  last_checked_on date,
  removed_on date,
  replaced_by_id uuid references boundary_marker,
  replacement_doc text,
  check ((condition = 'REPLACED') = (removed_on is not null)),
  entered_by text not null,
  version integer not null default 1,
  updated_at timestamptz not null
);
create unique index boundary_marker_code_once on boundary_marker (marker_code) where removed_on is null;
create index boundary_marker_line on boundary_marker (line_id, position_code);

create table marker_incident (
  id uuid primary key,
  line_id uuid not null references boundary_line,
  marker_id uuid not null references boundary_marker,
  kind text not null check (kind in ('MISSING', 'MOVED', 'DAMAGED')),
  found_on date not null,
  reported_on date not null,
  reported_by text not null,
  description text not null,
  cause text not null check (cause in ('UNKNOWN', 'NATURAL', 'WILFUL_DAMAGE', 'UNILATERAL_MOVE')),
  state text not null check (state in ('REPORTED', 'VERIFIED', 'RESTORED', 'DISMISSED')),
  verify_due_on date not null,
  verified_on_a date,
  verified_by_a text,
  verified_on_b date,
  verified_by_b text,
  partner_doc text,
  restore_due_on date,
  restored_on date,
  restore_doc text,
  offset_mm integer,
  proposed_fine_fen bigint check (proposed_fine_fen > 0),
  penalty_proposed_by text,
  penalty_doc text,
  fine_fen bigint,
  version integer not null default 1,
  updated_at timestamptz not null
);
create unique index marker_incident_open on marker_incident (marker_id) where state in ('REPORTED', 'VERIFIED');
create index marker_incident_line on marker_incident (line_id);

create table resurvey_task (
  id uuid primary key,
  line_id uuid not null references boundary_line,
  change_id text not null,
  created_on date not null,
  due_on date not null,
  state text not null check (state in ('OPEN', 'DONE')),
  done_on date,
  done_by text,
  result_doc text,
  check ((state = 'DONE') = (done_on is not null)),
  version integer not null default 1,
  updated_at timestamptz not null,
  -- A change that is told twice asks once.
  constraint resurvey_task_once unique (change_id, line_id)
);
create index resurvey_task_line on resurvey_task (line_id);

create table boundary_inspection (
  id uuid primary key,
  line_id uuid not null references boundary_line,
  kind text not null check (kind in ('REGULAR', 'EXTRA')),
  cause text check (cause in ('DISASTER', 'RIVER_SHIFT', 'ROAD_CHANGE')),
  check ((kind = 'EXTRA') = (cause is not null)),
  cycle_no integer not null check (cycle_no > 0),
  plan_year integer not null,
  plan_doc text not null,
  planned_by text not null,
  due_on date not null,
  lead_side text not null check (lead_side in ('A', 'B')),
  planned_m integer not null check (planned_m > 0),
  inspected_m integer check (inspected_m > 0),
  length_mismatch boolean not null default false,
  state text not null check (state in (
    'PLANNED', 'NOTIFIED', 'PREPARED', 'FIELD', 'FINDINGS_HANDLED', 'PROTOCOL_SIGNED', 'REPORT_SUBMITTED', 'FILED'
  )),
  notice_doc text,
  notified_on date,
  field_started_on date,
  field_ended_on date,
  photo_ids text[] not null default '{}',
  protocol_doc text,
  protocol_signed_on date,
  report_doc text,
  reported_on date,
  filing_doc text,
  filed_on date,
  filed_by text,
  check ((inspected_m is null) = (field_ended_on is null)),
  check ((state = 'FILED') = (filed_on is not null)),
  version integer not null default 1,
  updated_at timestamptz not null
);
create unique index boundary_inspection_cycle on boundary_inspection (line_id, cycle_no) where kind = 'REGULAR';
create unique index boundary_inspection_open on boundary_inspection (line_id, kind) where state <> 'FILED';
create index boundary_inspection_year on boundary_inspection (plan_year, state);

create table inspection_side (
  inspection_id uuid not null references boundary_inspection,
  side text not null check (side in ('A', 'B')),
  joint_group text,
  crew integer,
  budget_fen bigint,
  prepared_on date,
  prepared_by text,
  signed_on date,
  signed_by text,
  partner_doc text,
  primary key (inspection_id, side)
);

create table inspection_finding (
  id uuid primary key,
  inspection_id uuid not null references boundary_inspection,
  kind text not null check (kind in (
    'LINE', 'MARKER', 'REFERENCE_OBJECT', 'OTHER_MARK', 'CROSS_BORDER_WORK', 'DISPUTE'
  )),
  marker_id uuid references boundary_marker,
  description text not null,
  found_by text not null,
  handling text,
  handled_on date,
  handled_by text,
  check ((handling is null) = (handled_on is null))
);
create index inspection_finding_inspection on inspection_finding (inspection_id);

create table boundary_dispute (
  id uuid primary key,
  line_id uuid not null references boundary_line,
  kind text not null check (kind in ('OWNERSHIP', 'RESOURCE', 'CONSTRUCTION', 'FORCE_INCIDENT')),
  area text not null,
  persons_involved integer not null check (persons_involved >= 0),
  injuries integer not null check (injuries >= 0),
  happened_at timestamptz not null,
  reported_at timestamptz not null check (reported_at >= happened_at),
  reported_by text not null,
  -- Only force incidents have a term towards the province.
  province_due_at timestamptz,
  reported_late boolean not null,
  late_reason text,
  check (reported_late = (late_reason is not null)),
  handler_level text not null check (handler_level in ('COUNTY', 'CITY', 'PROVINCE')),
  state text not null check (state in (
    'REPORTED', 'STABILISED', 'NEGOTIATING', 'MEDIATING', 'DECIDED', 'AGREED', 'SURVEYED', 'FILED', 'CLOSED'
  )),
  measures text,
  agreement_doc text,
  decision_doc text,
  survey_doc text,
  filing_doc text,
  closed_on date,
  check ((state = 'CLOSED') = (closed_on is not null)),
  version integer not null default 1,
  updated_at timestamptz not null
);
create index boundary_dispute_line on boundary_dispute (line_id, state);

create table dispute_step (
  dispute_id uuid not null references boundary_dispute,
  step_no integer not null,
  action text not null,
  state text not null,
  taken_on date not null,
  taken_by text not null,
  document text,
  note text,
  primary key (dispute_id, step_no)
);

create table boundary_evaluation (
  id uuid primary key,
  year integer not null,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  force_incidents integer not null,
  disputes_opened integer not null,
  disputes_solved integer not null check (disputes_solved <= disputes_opened),
  inspections_due integer not null,
  inspections_on_time integer not null check (inspections_on_time <= inspections_due),
  markers_total integer not null,
  markers_intact integer not null check (markers_intact <= markers_total),
  mechanism_points integer not null,
  publicity_points integer not null,
  -- The exact score as a fraction.
  total_numerator bigint not null,
  total_denominator bigint not null check (total_denominator > 0),
  grade text not null check (grade in ('A', 'B', 'C', 'FAIL')),
  state text not null check (state in ('ASSESSED', 'CONFIRMED')),
  assessed_by text not null,
  assessed_on date not null,
  confirmed_by text check (confirmed_by <> assessed_by),
  confirmed_on date,
  version integer not null default 1,
  updated_at timestamptz not null,
  constraint boundary_evaluation_once unique (year, division_code)
);

create table friendship_activity (
  id uuid primary key,
  line_id uuid not null references boundary_line,
  kind text not null check (kind in ('JOINT_MEETING', 'JOINT_PATROL', 'CULTURE', 'TRADE', 'MUTUAL_AID')),
  held_on date not null,
  partners text[] not null check (cardinality(partners) >= 2),
  description text not null,
  recorded_by text not null,
  recorded_at timestamptz not null
);
create index friendship_activity_line on friendship_activity (line_id);

create table detailed_map (
  id uuid primary key,
  line_id uuid not null references boundary_line,
  state text not null check (state in (
    'COLLECTED', 'COMPILED', 'CHECKED', 'SECRECY_REVIEWED', 'APPROVED', 'PUBLISHED'
  )),
  source_note text not null,
  scale integer,
  sheets text[] not null default '{}',
  compiler text,
  collected_by text not null,
  compiled_on date,
  compiled_by text,
  checked_on date,
  checked_by text check (checked_by <> compiled_by),
  review_no text,
  reviewed_on date,
  reviewed_by text,
  approval_doc text,
  approved_on date,
  approved_by text check (approved_by <> compiled_by),
  published_on date,
  version integer not null default 1,
  updated_at timestamptz not null,
  constraint detailed_map_one unique (line_id)
);

-- A line belongs to both its sides: each office sees those of its units, and an office inside a side sees that side's.
alter table boundary_line enable row level security;
alter table boundary_line force row level security;
create policy by_sides on boundary_line
  using (
    (
      current_code_a >= (select nullif(current_setting('app.division', true), ''))
      and current_code_a < (select nullif(current_setting('app.division', true), '') || '~')
    )
    or (
      current_code_b >= (select nullif(current_setting('app.division', true), ''))
      and current_code_b < (select nullif(current_setting('app.division', true), '') || '~')
    )
    or starts_with((select nullif(current_setting('app.division', true), '')),
      left(current_code_a, case level when 'PROVINCIAL' then 2 when 'PREFECTURAL' then 4 when 'COUNTY' then 6 else 9 end))
    or starts_with((select nullif(current_setting('app.division', true), '')),
      left(current_code_b, case level when 'PROVINCIAL' then 2 when 'PREFECTURAL' then 4 when 'COUNTY' then 6 else 9 end))
  );

alter table boundary_evaluation enable row level security;
alter table boundary_evaluation force row level security;
create policy by_division on boundary_evaluation
  using (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

do $$
declare
  part text;
begin
  foreach part in array array[
    'boundary_marker', 'marker_incident', 'resurvey_task', 'boundary_inspection', 'boundary_dispute',
    'friendship_activity', 'detailed_map'
  ] loop
    execute format('alter table %I enable row level security', part);
    execute format('alter table %I force row level security', part);
    execute format(
      'create policy by_line on %I using (exists (select from boundary_line where boundary_line.id = line_id))', part
    );
  end loop;
  foreach part in array array['inspection_side', 'inspection_finding'] loop
    execute format('alter table %I enable row level security', part);
    execute format('alter table %I force row level security', part);
    execute format(
      'create policy by_inspection on %I using (exists (select from boundary_inspection where boundary_inspection.id = inspection_id))',
      part
    );
  end loop;
end
$$;
alter table dispute_step enable row level security;
alter table dispute_step force row level security;
create policy by_dispute on dispute_step
  using (exists (select from boundary_dispute where boundary_dispute.id = dispute_id));

-- What is recorded stays.
do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'public' and grantee <> current_user and table_name in (
      'boundary_adjacency', 'boundary_line', 'boundary_marker', 'marker_incident', 'resurvey_task',
      'boundary_inspection', 'inspection_side', 'inspection_finding', 'boundary_dispute', 'dispute_step',
      'boundary_evaluation', 'friendship_activity', 'detailed_map'
    )
  loop
    execute format('revoke delete, truncate on %I from %I', granted.table_name, granted.grantee);
    if granted.table_name in ('boundary_adjacency', 'dispute_step', 'friendship_activity') then
      execute format('revoke update on %I from %I', granted.table_name, granted.grantee);
    end if;
  end loop;
end
$$;

insert into policy_parameter (key, division_code, valid_from, value, legal_basis, proposed_by, approved_by)
select 'boundaries.' || key, '370000000000', '2000-01-01', value::jsonb, basis, 'start-data:1', 'start-data:2'
from (values
  ('inspection-lines', '114', '2014年全省民政工作要点第26项：县界联检114条'),
  ('inspection-km', '5865', '2014年全省民政工作要点第26项：县界联检5865公里'),
  ('detailed-maps', '220', '2014年全省民政工作要点第26项：县级界线详图220条'),
  ('pilot-markers', '1', '2014年全省民政工作要点第26项：省界界桩试点更换；数量为省级暂定'),
  ('off-line-m', '50', '省级暂定：界桩离界线超过50米须说明理由'),
  ('longest-county-line-km', '500', '省级暂定：县界长于500公里视为单位有误'),
  ('verify-working-days', '10', '省级暂定：界桩丢失、移动双方10个工作日内核实'),
  ('restore-days', '60', '省级暂定：核实后60日内恢复'),
  ('reset-tolerance-mm', '100', '省级暂定：恢复后平面位置复测差不大于0.1米'),
  ('length-mismatch-bp', '10200', '省级暂定：实检里程超过计划2%须提示'),
  ('force-report-hours', '2', '省级暂定：武力冲突2小时内报省'),
  ('resurvey-months', '6', '省级暂定：区划调整后6个月内勘界'),
  ('score-no-force', '30', '省级暂定：平安边界评分'),
  ('score-solved', '20', '省级暂定：平安边界评分'),
  ('score-on-time', '20', '省级暂定：平安边界评分'),
  ('score-markers', '15', '省级暂定：平安边界评分'),
  ('score-mechanism', '10', '省级暂定：平安边界评分'),
  ('score-publicity', '5', '省级暂定：平安边界评分'),
  ('grade-a', '90', '省级暂定：平安边界等次'),
  ('grade-b', '75', '省级暂定：平安边界等次'),
  ('grade-c', '60', '省级暂定：平安边界等次'),
  ('outline-decimals', '3', '省级暂定：公开界线示意取经纬度3位小数')
) as given(key, value, basis);
