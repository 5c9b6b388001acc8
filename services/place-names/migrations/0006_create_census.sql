-- The second national place-name census: batches of counties, tasks of townships, records of features (place-names.md §7).

-- Shares and scores that no law fixes: dated rows, never constants in code (ARCHITECTURE §6).
insert into policy_parameter (key, division_code, valid_from, value, legal_basis, proposed_by, approved_by) values
  ('census.sample-percent', '370000000000', '2000-01-01', '25', '第二次全国地名普查质量管理体系：每批抽样比例不低于 25%', 'start-data:1', 'start-data:2'),
  ('census.required-defect-percent', '370000000000', '2000-01-01', '2', '省级暂定：必填项差错率', 'start-data:1', 'start-data:2'),
  ('census.other-defect-percent', '370000000000', '2000-01-01', '5', '省级暂定：其他项差错率', 'start-data:1', 'start-data:2'),
  ('census.pass-score', '370000000000', '2000-01-01', '80', '省级暂定：普查成果合格分数线', 'start-data:1', 'start-data:2'),
  ('census.good-score', '370000000000', '2000-01-01', '90', '省级暂定：普查成果优良分数线', 'start-data:1', 'start-data:2'),
  ('census.group-fail-percent', '370000000000', '2000-01-01', '60', '省级暂定：单项得分低于该比例为不合格', 'start-data:1', 'start-data:2');

-- The twelve groups of the census; sea names were done in the pilot, so eleven are in scope.
create table census_group (
  code text primary key,
  title text not null,
  -- Categories of GB/T 18521 by their first digits; the longest match counts.
  category_prefixes text[] not null,
  in_scope boolean not null,
  -- Categories of mountains: the only ones that have an elevation, and must have one.
  elevation_prefixes text[] not null default '{}',
  -- APPROVAL: read in a published source; ASSUMED: from memory, to be replaced by the standard's table.
  provenance text not null check (provenance in ('APPROVAL', 'ASSUMED'))
);
insert into census_group (code, title, category_prefixes, in_scope, elevation_prefixes, provenance) values
  ('SEA', '海域', '{11}', false, '{}', 'ASSUMED'),
  ('WATERS', '陆地水系', '{12}', true, '{}', 'ASSUMED'),
  ('LANDFORM', '陆地地形', '{13}', true, '{134,135}', 'ASSUMED'),
  ('DIVISION', '行政区域', '{21}', true, '{}', 'ASSUMED'),
  ('SELF_GOVERNANCE', '群众自治组织', '{215}', true, '{}', 'ASSUMED'),
  ('AREA', '非行政区域', '{216}', true, '{}', 'ASSUMED'),
  ('SETTLEMENT', '居民点', '{22}', true, '{}', 'APPROVAL'),
  ('TRANSPORT', '交通运输设施', '{23}', true, '{}', 'ASSUMED'),
  ('WORKS', '水利、电力、通信设施', '{24}', true, '{}', 'ASSUMED'),
  ('MEMORIAL', '纪念地、旅游景点', '{25}', true, '{}', 'ASSUMED'),
  ('BUILDING', '建筑物', '{26}', true, '{}', 'APPROVAL'),
  ('ORGANISATION', '单位', '{27}', true, '{}', 'ASSUMED');

create table census_batch (
  id uuid primary key,
  -- The county.
  division_code text collate "C" not null check (division_code ~ '^[0-9]{6}0{6}$'),
  -- 2014-07-01 to 2018-06-30 (国发〔2014〕3号).
  year integer not null check (year between 2014 and 2018),
  number integer not null check (number > 0),
  title text not null,
  state text not null check (state in (
    'PLANNED', 'OPEN', 'COUNTY_SELF_CHECKED', 'CITY_VERIFIED', 'PROVINCE_ACCEPTED', 'NATIONAL_REVIEWED', 'STORING',
    'IN_DATABASE')),
  round integer not null default 1 check (round > 0),
  planned_by text not null,
  opened_by text,
  self_checked_by text,
  verified_by text,
  accepted_by text,
  accepted_on date,
  reviewed_by text,
  review_doc text,
  stored_by text,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint census_batch_number unique (division_code, year, number)
);

create table census_task (
  id uuid primary key,
  batch_id uuid not null references census_batch,
  -- The township.
  division_code text collate "C" not null check (division_code ~ '^[0-9]{9}0{3}$'),
  planned integer not null check (planned > 0),
  confirmed_by text,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint census_task_township unique (batch_id, division_code)
);
create index census_task_division on census_task (division_code);

create table census_record (
  id uuid primary key,
  batch_id uuid not null references census_batch,
  task_id uuid not null references census_task,
  -- Of a catalogue, a device, a file.
  record_key text collate "C" not null,
  state text not null check (state in (
    'CATALOGUED', 'FIELD_SURVEYED', 'INDOOR_PROCESSED', 'TOWNSHIP_CONFIRMED', 'COUNTY_SELF_CHECKED', 'CITY_VERIFIED',
    'PROVINCE_ACCEPTED', 'NATIONAL_REVIEWED', 'IN_DATABASE')),
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  crosses text[] not null default '{}',
  category_code text collate "C" not null check (category_code ~ '^[0-9]{5}$'),
  group_code text not null references census_group,
  -- Every name of the feature with its kind; at most one is STANDARD.
  names jsonb not null,
  standard_name text,
  pinyin text,
  pinyin_plain text collate "C",
  pinyin_by_hand boolean not null default false,
  national_code text collate "C",
  in_use boolean,
  -- CGCS2000, degrees; metres of the 1985 datum.
  lon numeric(10, 7) check (lon between 70 and 140),
  lat numeric(9, 7) check (lat between 0 and 60),
  elevation_m numeric(6, 1),
  meaning text,
  history text,
  description text,
  source text,
  used_from_year integer check (used_from_year <> 0),
  used_to_year integer check (used_to_year <> 0 and used_to_year >= used_from_year),
  registrar text,
  registrar_unit text,
  registered_on date,
  feature_id uuid,
  place_id uuid,
  photos text[] not null default '{}',
  -- Of what a file said of it: a second load of the same line is harmless.
  load_digest text,
  created_by text not null,
  surveyed_by text,
  processed_by text,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint census_record_key unique (batch_id, record_key)
);
create index census_record_task on census_record (task_id, state);
create index census_record_batch on census_record (batch_id, state);
create index census_record_division on census_record (division_code);
-- A feature has one standard name: two records of a batch never speak for one feature.
create unique index census_record_feature on census_record (batch_id, feature_id) where feature_id is not null;

-- Names and phones of those who told about a name: sealed (P1).
create table census_informant (
  id uuid primary key,
  record_id uuid not null references census_record,
  division_code text collate "C" not null,
  name bytea not null,
  phone bytea,
  given_on date not null,
  recorded_by text not null
);
create index census_informant_record on census_informant (record_id);

create table census_defect (
  id uuid primary key,
  batch_id uuid not null references census_batch,
  record_id uuid not null references census_record,
  division_code text collate "C" not null,
  round integer not null,
  -- Who found it: TOWNSHIP, COUNTY, CITY, PROVINCE.
  level text not null check (level in ('TOWNSHIP', 'COUNTY', 'CITY', 'PROVINCE')),
  field text not null,
  note text not null,
  found_by text not null,
  found_on date not null,
  resolved_by text,
  resolved_at timestamptz
);
create index census_defect_open on census_defect (record_id) where resolved_at is null;
create index census_defect_batch on census_defect (batch_id) where resolved_at is null;

create table census_sample (
  id uuid primary key,
  batch_id uuid not null references census_batch,
  division_code text collate "C" not null,
  round integer not null,
  level text not null check (level in ('CITY', 'PROVINCE')),
  seed text not null,
  population integer not null,
  size integer not null,
  state text not null check (state in ('DRAWN', 'CLOSED')),
  required_wrong integer,
  other_wrong integer,
  outcome text check (outcome in ('ACCEPT', 'RETURN')),
  drawn_by text not null,
  drawn_on date not null,
  closed_by text,
  version integer not null default 1,
  constraint census_sample_level unique (batch_id, round, level),
  check ((state = 'CLOSED') = (outcome is not null))
);

create table census_sample_record (
  sample_id uuid not null references census_sample,
  record_id uuid not null references census_record,
  division_code text collate "C" not null,
  -- Fields that the inspection found wrong, with a sentence each.
  findings jsonb,
  primary key (sample_id, record_id)
);

-- The quality table: an item weighs group × aspect × item, each level of per cent; dated, so that a new table changes no score.
create table census_quality_item (
  code text collate "C" not null,
  title text not null,
  group_code text not null check (group_code in (
    'ORGANISATION', 'SURVEY', 'STANDARDISATION', 'SIGNS', 'DATABASE', 'RESULT_TABLES', 'INSPECTION', 'ARCHIVE')),
  group_title text not null,
  group_percent integer not null check (group_percent between 1 and 100),
  aspect_code text not null,
  aspect_title text not null,
  aspect_percent integer not null check (aspect_percent between 1 and 100),
  item_percent integer not null check (item_percent between 1 and 100),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  provenance text not null check (provenance in ('APPROVAL', 'ASSUMED')),
  primary key (code, valid_from)
);

-- Eight groups; organisation weighs 12 per cent by the quality system, the other weights and the items are assumed.
insert into census_quality_item (code, title, group_code, group_title, group_percent, aspect_code, aspect_title,
  aspect_percent, item_percent, valid_from, provenance) values
  ('organisation.plan.1', '实施方案齐全', 'ORGANISATION', '组织实施', 12, 'plan', '方案与经费', 30, 40, '2014-07-01', 'APPROVAL'),
  ('organisation.plan.2', '经费落实', 'ORGANISATION', '组织实施', 12, 'plan', '方案与经费', 30, 30, '2014-07-01', 'APPROVAL'),
  ('organisation.plan.3', '责任书签订', 'ORGANISATION', '组织实施', 12, 'plan', '方案与经费', 30, 20, '2014-07-01', 'APPROVAL'),
  ('organisation.plan.4', '动员宣传记录', 'ORGANISATION', '组织实施', 12, 'plan', '方案与经费', 30, 10, '2014-07-01', 'APPROVAL'),
  ('organisation.staff.1', '普查机构健全', 'ORGANISATION', '组织实施', 12, 'staff', '机构与人员', 40, 40, '2014-07-01', 'APPROVAL'),
  ('organisation.staff.2', '人员培训合格', 'ORGANISATION', '组织实施', 12, 'staff', '机构与人员', 40, 60, '2014-07-01', 'APPROVAL'),
  ('organisation.progress.1', '按期完成各阶段任务', 'ORGANISATION', '组织实施', 12, 'progress', '进度管理', 30, 60, '2014-07-01', 'APPROVAL'),
  ('organisation.progress.2', '进度报告及时', 'ORGANISATION', '组织实施', 12, 'progress', '进度管理', 30, 40, '2014-07-01', 'APPROVAL'),
  ('survey.coverage.1', '应查地名无遗漏', 'SURVEY', '外业调查', 20, 'coverage', '调查覆盖', 40, 70, '2014-07-01', 'ASSUMED'),
  ('survey.coverage.2', '无重复登记', 'SURVEY', '外业调查', 20, 'coverage', '调查覆盖', 40, 30, '2014-07-01', 'ASSUMED'),
  ('survey.position.1', '坐标精度符合要求', 'SURVEY', '外业调查', 20, 'position', '位置采集', 35, 60, '2014-07-01', 'ASSUMED'),
  ('survey.position.2', '现场照片齐全', 'SURVEY', '外业调查', 20, 'position', '位置采集', 35, 40, '2014-07-01', 'ASSUMED'),
  ('survey.informants.1', '含义与沿革有人证物证', 'SURVEY', '外业调查', 20, 'informants', '访谈记录', 25, 60, '2014-07-01', 'ASSUMED'),
  ('survey.informants.2', '访谈记录完整', 'SURVEY', '外业调查', 20, 'informants', '访谈记录', 25, 40, '2014-07-01', 'ASSUMED'),
  ('standardisation.nameless.1', '无名地名已命名', 'STANDARDISATION', '地名标准化处理', 12, 'nameless', '有地无名处理', 40, 100, '2014-07-01', 'ASSUMED'),
  ('standardisation.irregular.1', '重名、同音处理到位', 'STANDARDISATION', '地名标准化处理', 12, 'irregular', '不规范地名处理', 60, 50, '2014-07-01', 'ASSUMED'),
  ('standardisation.irregular.2', '用字读音规范', 'STANDARDISATION', '地名标准化处理', 12, 'irregular', '不规范地名处理', 60, 50, '2014-07-01', 'ASSUMED'),
  ('signs.setting.1', '应设尽设', 'SIGNS', '地名标志设置', 8, 'setting', '标志设置', 60, 60, '2014-07-01', 'ASSUMED'),
  ('signs.setting.2', '版面符合 GB 17733-2008', 'SIGNS', '地名标志设置', 8, 'setting', '标志设置', 60, 40, '2014-07-01', 'ASSUMED'),
  ('signs.register.1', '标志信息入库', 'SIGNS', '地名标志设置', 8, 'register', '标志登记', 40, 100, '2014-07-01', 'ASSUMED'),
  ('database.content.1', '必填项完整', 'DATABASE', '数据库建设', 18, 'content', '数据内容', 60, 50, '2014-07-01', 'ASSUMED'),
  ('database.content.2', '图文数据一致', 'DATABASE', '数据库建设', 18, 'content', '数据内容', 60, 50, '2014-07-01', 'ASSUMED'),
  ('database.structure.1', '代码与分类正确', 'DATABASE', '数据库建设', 18, 'structure', '数据结构', 40, 60, '2014-07-01', 'ASSUMED'),
  ('database.structure.2', '四级库可汇总', 'DATABASE', '数据库建设', 18, 'structure', '数据结构', 40, 40, '2014-07-01', 'ASSUMED'),
  ('result-tables.tables.1', '普查登记表齐全', 'RESULT_TABLES', '成果表', 12, 'tables', '表册', 70, 60, '2014-07-01', 'ASSUMED'),
  ('result-tables.tables.2', '汇总表与数据库一致', 'RESULT_TABLES', '成果表', 12, 'tables', '表册', 70, 40, '2014-07-01', 'ASSUMED'),
  ('result-tables.maps.1', '普查成果图标注准确', 'RESULT_TABLES', '成果表', 12, 'maps', '图件', 30, 100, '2014-07-01', 'ASSUMED'),
  ('inspection.self.1', '自查记录完整', 'INSPECTION', '检查验收', 10, 'self', '自查', 50, 50, '2014-07-01', 'ASSUMED'),
  ('inspection.self.2', '问题整改闭环', 'INSPECTION', '检查验收', 10, 'self', '自查', 50, 50, '2014-07-01', 'ASSUMED'),
  ('inspection.verify.1', '抽样记录完整', 'INSPECTION', '检查验收', 10, 'verify', '核查配合', 50, 100, '2014-07-01', 'ASSUMED'),
  ('archive.files.1', '档案收集齐全', 'ARCHIVE', '档案管理', 8, 'files', '归档', 60, 60, '2014-07-01', 'ASSUMED'),
  ('archive.files.2', '整理规范', 'ARCHIVE', '档案管理', 8, 'files', '归档', 60, 40, '2014-07-01', 'ASSUMED'),
  ('archive.keeping.1', '保密制度落实', 'ARCHIVE', '档案管理', 8, 'keeping', '保管与保密', 40, 60, '2014-07-01', 'ASSUMED'),
  ('archive.keeping.2', '电子档案备份', 'ARCHIVE', '档案管理', 8, 'keeping', '保管与保密', 40, 40, '2014-07-01', 'ASSUMED');

create table census_score (
  id uuid primary key,
  batch_id uuid not null references census_batch,
  division_code text collate "C" not null,
  round integer not null,
  secrecy_breach boolean not null,
  -- Item, tenths of a point, a sentence.
  deductions jsonb not null,
  groups jsonb not null,
  total text not null,
  grade text not null check (grade in ('GOOD', 'PASS', 'FAIL')),
  reasons text[] not null,
  scored_by text not null,
  scored_on date not null,
  scored_at timestamptz not null
);
create index census_score_batch on census_score (batch_id, scored_at desc);

-- A township's catalogue that went offline: which bytes were signed, and what came back.
create table census_package (
  id uuid primary key,
  task_id uuid not null references census_task,
  division_code text collate "C" not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  key_id text not null,
  records integer not null,
  drawn_by text not null,
  drawn_at timestamptz not null,
  state text not null check (state in ('CHECKED_OUT', 'MERGED')),
  -- SHA-256 of the changes that were merged: the same ones again change nothing.
  merge_sha256 text,
  merged_by text,
  merged_at timestamptz,
  changed integer not null default 0,
  added integer not null default 0,
  refused jsonb not null default '[]',
  version integer not null default 1
);
create index census_package_task on census_package (task_id);

create table census_conflict (
  id uuid primary key,
  package_id uuid not null references census_package,
  record_id uuid not null references census_record,
  division_code text collate "C" not null,
  field text not null,
  kind text not null check (kind in ('BOTH_CHANGED', 'RECORD_CLOSED')),
  -- Canonical JSON.
  base text not null,
  ours text not null,
  theirs text not null,
  resolution text check (resolution in ('OURS', 'THEIRS')),
  resolved_by text,
  resolved_at timestamptz,
  version integer not null default 1
);
create index census_conflict_package on census_conflict (package_id);

-- Bulk load of a catalogue: which file, and what became of each chunk of it (packages/bulk-load).
create table load_batch (
  id text primary key check (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  file_sha256 text not null,
  file_bytes bigint not null,
  started_at timestamptz not null,
  finished_at timestamptz
);
create table load_chunk (
  batch_id text not null references load_batch,
  number int not null check (number > 0),
  first_line bigint not null,
  line_count int not null,
  end_byte bigint not null,
  sha256 text not null,
  created int not null,
  found int not null,
  refused int not null,
  -- Output lines, gzip: references with their record ids; numbers of refused lines with codes.
  refs bytea not null,
  bad_lines bytea not null,
  loaded_at timestamptz not null,
  primary key (batch_id, number),
  check (created + found + refused = line_count)
);
alter table load_batch enable row level security;
alter table load_batch force row level security;
create policy by_system on load_batch using ((select nullif(current_setting('app.system', true), '')) is not null);
alter table load_chunk enable row level security;
alter table load_chunk force row level security;
create policy by_system on load_chunk using ((select nullif(current_setting('app.system', true), '')) is not null);

-- The policy of packages/db/README.md; a batch and a task are seen by whoever works inside them too, whose scope begins with
-- theirs.
do $$
declare
  scoped text;
  granted record;
begin
  foreach scoped in array array['census_record', 'census_informant', 'census_defect', 'census_sample',
    'census_sample_record', 'census_score', 'census_package', 'census_conflict']
  loop
    execute format('alter table %I enable row level security', scoped);
    execute format('alter table %I force row level security', scoped);
    execute format($policy$create policy by_division on %I
      using (
        division_code >= (select nullif(current_setting('app.division', true), ''))
        and division_code < (select nullif(current_setting('app.division', true), '') || '~')
      )$policy$, scoped);
  end loop;
  -- What was recorded is returned or superseded, never removed; the tables of groups and items come by migrations.
  for granted in
    select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'public' and table_name like 'census%' and grantee <> current_user
  loop
    execute format('revoke delete, truncate on %I from %I', granted.table_name, granted.grantee);
    if granted.table_name in ('census_group', 'census_quality_item') then
      execute format('revoke insert, update on %I from %I', granted.table_name, granted.grantee);
    end if;
  end loop;
end
$$;
alter table census_task enable row level security;
alter table census_task force row level security;
create policy by_division on census_task
  using (
    (
      division_code >= (select nullif(current_setting('app.division', true), ''))
      and division_code < (select nullif(current_setting('app.division', true), '') || '~')
    )
    or left(division_code, 9) = left((select nullif(current_setting('app.division', true), '')), 9)
  )
  with check (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );
alter table census_batch enable row level security;
alter table census_batch force row level security;
create policy by_division on census_batch
  using (
    (
      division_code >= (select nullif(current_setting('app.division', true), ''))
      and division_code < (select nullif(current_setting('app.division', true), '') || '~')
    )
    or left(division_code, 6) = left((select nullif(current_setting('app.division', true), '')), 6)
  )
  with check (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );
