-- Names in letters, applications for names, signs and heritage (place-names.md §3, §5.2, §5.3, §6, §8.4).

-- Filled by the loader; versions that were loaded before are filled at the next start.
alter table division_version add column pinyin text, add column pinyin_plain text collate "C";

-- Where the knowledge of a row comes from, in words; the source says by which way it came in.
alter table place_name add column provenance text;

-- The last number given in a county, township and category (§5.2); area is county 6 and township 3.
create table place_code_sequence (
  area text collate "C" not null check (area ~ '^[0-9]{9}$'),
  category_code text collate "C" not null references place_category,
  last integer not null check (last between 1 and 999999),
  primary key (area, category_code)
);

-- Names that may not become a place's: of state leaders never, of other persons only with a waiver (§5.3).
create table protected_person_name (
  name text primary key,
  kind text not null check (kind in ('STATE_LEADER', 'PERSON')),
  source text not null
);

create table name_application (
  id uuid primary key,
  kind text not null check (kind in ('NAMING', 'RENAMING', 'CANCELLING')),
  subject text not null check (subject in
    ('COUNTY_OR_ABOVE', 'TOWNSHIP', 'SUBDISTRICT', 'VILLAGE', 'STREET', 'ESTATE', 'FEATURE', 'STATION')),
  state text not null check (state in ('SUBMITTED', 'ACCEPTED', 'AUTO_CHECKED', 'SURVEYED', 'EXPERT_REVIEWED',
    'PUBLICISED', 'APPROVED', 'REJECTED', 'ANNOUNCED', 'FILED', 'SIGNED')),
  -- The name that is changed or ends, of a naming the one that it made.
  place_id uuid references place_name,
  check (kind = 'NAMING' or place_id is not null),
  name text not null,
  specific_part text not null,
  generic_part text not null,
  check (specific_part || generic_part = name),
  pinyin text not null,
  -- The letters are others than those of the rules; the city must let them pass.
  pinyin_differs boolean not null,
  category_code text collate "C" not null references place_category,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  crosses text[] not null default '{}',
  nationally_known boolean not null,
  personal_name boolean not null,
  heritage boolean not null,
  lon numeric(10, 7),
  lat numeric(9, 7),
  meaning text,
  origin text,
  applicant text not null check (applicant in ('BUILDER', 'TOWNSHIP', 'DEPARTMENT')),
  reason text check (reason in ('NON_STANDARD', 'DUPLICATE', 'DIVISION_CHANGE', 'RESIDENT_REQUEST')),
  check ((kind = 'RENAMING') = (reason is not null)),
  approver_level text not null check (approver_level in ('STATE_COUNCIL', 'PROVINCE', 'CITY', 'COUNTY', 'DEPARTMENT')),
  -- {code, reason, waivedOn, by}: findings that an office let pass.
  waivers jsonb not null default '[]',
  submitted_by text not null,
  submitted_on date not null,
  accept_due_on date not null,
  accepted_by text,
  accepted_on date,
  checked_on date,
  survey_document text,
  survey_findings text,
  surveyed_by text,
  surveyed_on date,
  expert_favourable boolean,
  expert_opinion text,
  reviewed_by text,
  reviewed_on date,
  province_favourable boolean,
  province_opinion text,
  opined_by text,
  publicised_on date,
  publicity_ends_on date,
  decided_by text,
  decided_on date,
  decision_document text,
  decision_reason text,
  government_agreement text,
  announce_due_on date,
  announced_by text,
  announced_on date,
  filed_by text,
  filed_on date,
  signed_on date,
  version integer not null default 1,
  recorded_at timestamptz not null,
  updated_at timestamptz not null
);
create index name_application_division on name_application (division_code, state);
create index name_application_place on name_application (place_id);

create table place_sign (
  id uuid primary key,
  sign_no text not null unique,
  place_id uuid not null references place_name,
  feature_id uuid not null,
  kind text not null check (kind in ('STREET', 'VILLAGE', 'DIVISION', 'FEATURE')),
  text text not null,
  pinyin text not null,
  material text not null,
  lon numeric(10, 7) not null,
  lat numeric(9, 7) not null,
  installed_on date not null,
  owner text not null,
  condition text not null check (condition in ('INTACT', 'DAMAGED', 'MISSING', 'REMOVED')),
  checked_on date not null,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  installed_by text not null,
  version integer not null default 1,
  recorded_at timestamptz not null
);
create index place_sign_division on place_sign (division_code);
create index place_sign_feature on place_sign (feature_id);

create table door_plate (
  id uuid primary key,
  place_id uuid not null references place_name,
  feature_id uuid not null,
  number text collate "C" not null,
  text text not null,
  pinyin text not null,
  lon numeric(10, 7) not null,
  lat numeric(9, 7) not null,
  installed_on date not null,
  condition text not null check (condition in ('INTACT', 'DAMAGED', 'MISSING', 'REMOVED')),
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  installed_by text not null,
  version integer not null default 1,
  recorded_at timestamptz not null,
  unique (place_id, number)
);
create index door_plate_division on door_plate (division_code);
create index door_plate_feature on door_plate (feature_id);

-- Signs and plates that still say a former name.
create table sign_task (
  id uuid primary key,
  sign_id uuid references place_sign,
  plate_id uuid references door_plate,
  check (num_nonnulls(sign_id, plate_id) = 1),
  -- The new name.
  place_id uuid not null references place_name,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  state text not null check (state in ('OPEN', 'DONE')),
  opened_on date not null,
  due_on date not null,
  done_on date,
  check ((state = 'DONE') = (done_on is not null))
);
create unique index sign_task_open on sign_task (coalesce(sign_id, plate_id)) where state = 'OPEN';
create index sign_task_division on sign_task (division_code, due_on);

create table heritage_entry (
  id uuid primary key,
  place_id uuid not null references place_name,
  feature_id uuid not null unique,
  kind text not null check (kind in ('THOUSAND_YEAR_COUNTY', 'TOWN', 'VILLAGE', 'STREET', 'FEATURE')),
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  established_year integer check (established_year <> 0),
  name_since_year integer check (name_since_year <> 0),
  -- {fromYear, toYear}: when the name was another one.
  interruptions jsonb not null,
  years_established integer,
  years_of_name integer,
  evidence text not null,
  protection_level text check (protection_level in ('NATIONAL', 'PROVINCE', 'CITY', 'COUNTY')),
  state text not null check (state in ('PROPOSED', 'LISTED', 'REFUSED')),
  check ((state = 'LISTED') = (protection_level is not null)),
  document text,
  proposed_by text not null,
  decided_by text,
  listed_on date,
  version integer not null default 1,
  recorded_at timestamptz not null
);
create index heritage_entry_division on heritage_entry (division_code);

create table heritage_measure (
  id uuid primary key,
  entry_id uuid not null references heritage_entry,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  title text not null,
  document text not null,
  issued_on date not null,
  recorded_by text not null,
  unique (entry_id, document)
);

create table publication (
  id uuid primary key,
  kind text not null check (kind in ('GAZETTEER', 'BOOK', 'FILM_EPISODE')),
  series text not null,
  number integer not null,
  unique (kind, series, number),
  title text not null,
  division_code text collate "C" not null check (division_code ~ '^[0-9]{12}$'),
  made_on date not null,
  published_on date check (published_on >= made_on),
  recorded_by text not null,
  published_by text,
  version integer not null default 1,
  recorded_at timestamptz not null
);

-- An office sees what lies in its division.
do $$
declare
  scoped text;
begin
  foreach scoped in array array['name_application', 'place_sign', 'sign_task', 'door_plate'] loop
    execute format('alter table %I enable row level security', scoped);
    execute format('alter table %I force row level security', scoped);
    execute format($policy$create policy by_division on %I
      using (
        division_code >= (select nullif(current_setting('app.division', true), ''))
        and division_code < (select nullif(current_setting('app.division', true), '') || '~')
      )$policy$, scoped);
  end loop;
end
$$;

-- What is listed or published is for everybody, the rest for its office.
alter table heritage_entry enable row level security;
alter table heritage_entry force row level security;
create policy listed_or_own on heritage_entry
  using (
    state = 'LISTED'
    or (
      division_code >= (select nullif(current_setting('app.division', true), ''))
      and division_code < (select nullif(current_setting('app.division', true), '') || '~')
    )
  )
  with check (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );
alter table heritage_measure enable row level security;
alter table heritage_measure force row level security;
create policy listed_or_own on heritage_measure
  using (true)
  with check (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );
alter table publication enable row level security;
alter table publication force row level security;
create policy published_or_own on publication
  using (
    published_on is not null
    or (
      division_code >= (select nullif(current_setting('app.division', true), ''))
      and division_code < (select nullif(current_setting('app.division', true), '') || '~')
    )
  )
  with check (
    division_code >= (select nullif(current_setting('app.division', true), ''))
    and division_code < (select nullif(current_setting('app.division', true), '') || '~')
  );

-- Applications, signs and heritage end by a state, never by deletion; who is protected is not the service's to say.
do $$
declare
  granted record;
begin
  for granted in
    select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'public'
      and table_name in ('place_code_sequence', 'protected_person_name', 'name_application', 'place_sign', 'sign_task',
        'door_plate', 'heritage_entry', 'heritage_measure', 'publication')
      and grantee <> current_user
  loop
    execute format('revoke delete, truncate on %I from %I', granted.table_name, granted.grantee);
    if granted.table_name = 'protected_person_name' then
      execute format('revoke insert, update on %I from %I', granted.table_name, granted.grantee);
    end if;
  end loop;
end
$$;

-- Figures that no law fixes.
insert into policy_parameter (key, division_code, valid_from, value, legal_basis, proposed_by, approved_by) values
  ('name-applications.accept-working-days', '370000000000', '2000-01-01', '5', '省级暂定：地名申请受理期限（工作日）', 'start-data:1', 'start-data:2'),
  ('name-applications.publicity-days', '370000000000', '2000-01-01', '7', '省级暂定：地名方案公示天数', 'start-data:1', 'start-data:2'),
  ('name-applications.announce-working-days', '370000000000', '2000-01-01', '15', '省级暂定：批准后公告期限（工作日）', 'start-data:1', 'start-data:2'),
  ('signs.replace-months', '370000000000', '2000-01-01', '12', '省级暂定：更名后地名标志更换期限（月）', 'start-data:1', 'start-data:2'),
  ('heritage.brief-change-years', '370000000000', '2000-01-01', '100', '省级暂定：“千年古县”专名短暂变更后恢复的最长年数', 'start-data:1', 'start-data:2'),
  ('heritage.film-episodes', '370000000000', '2000-01-01', '10', '2014年全省民政工作要点第28项：《古县神韵》年度播出集数', 'start-data:1', 'start-data:2');

-- Categories of GB/T 18521-2001. Groups and 22100 as published; the other leaves are from memory until the standard's table is
-- loaded over them.
insert into place_category (category_code, title, group_code, provenance) values
  ('11000', '海域', '11', 'ASSUMED'), ('11100', '海', '11', 'ASSUMED'), ('11200', '海湾', '11', 'ASSUMED'),
  ('11300', '海峡', '11', 'ASSUMED'), ('11400', '海岛', '11', 'ASSUMED'), ('11500', '岬角', '11', 'ASSUMED'),
  ('12000', '陆地水系', '12', 'APPROVAL'), ('12100', '河流', '12', 'ASSUMED'), ('12200', '湖泊', '12', 'ASSUMED'),
  ('12300', '陆地岛屿', '12', 'ASSUMED'), ('12400', '瀑布', '12', 'ASSUMED'), ('12500', '泉', '12', 'ASSUMED'),
  ('13000', '陆地地形', '13', 'APPROVAL'), ('13100', '平原', '13', 'ASSUMED'), ('13200', '盆地', '13', 'ASSUMED'),
  ('13300', '丘陵', '13', 'ASSUMED'), ('13400', '山', '13', 'ASSUMED'), ('13500', '山峰', '13', 'ASSUMED'),
  ('13600', '峡谷', '13', 'ASSUMED'), ('13700', '洞', '13', 'ASSUMED'),
  ('21000', '行政区域及其他区域', '21', 'ASSUMED'), ('21100', '省级行政区域', '21', 'ASSUMED'),
  ('21200', '地级行政区域', '21', 'ASSUMED'), ('21300', '县级行政区域', '21', 'ASSUMED'),
  ('21400', '乡级行政区域', '21', 'ASSUMED'), ('21500', '群众自治组织', '21', 'ASSUMED'),
  ('21600', '非行政区域', '21', 'ASSUMED'),
  ('22000', '居民点', '22', 'APPROVAL'), ('22100', '农村居民点', '22', 'APPROVAL'), ('22200', '城镇居民点', '22', 'ASSUMED'),
  ('23000', '交通运输设施', '23', 'ASSUMED'), ('23100', '海港、码头', '23', 'ASSUMED'), ('23200', '机场', '23', 'ASSUMED'),
  ('23300', '铁路、车站', '23', 'ASSUMED'), ('23400', '公路、汽车站', '23', 'ASSUMED'), ('23500', '城镇街巷', '23', 'ASSUMED'),
  ('23600', '桥梁、隧道', '23', 'ASSUMED'),
  ('24000', '水利、电力、通信设施', '24', 'ASSUMED'), ('24100', '水库', '24', 'ASSUMED'), ('24200', '运河、渠道', '24', 'ASSUMED'),
  ('24300', '电站', '24', 'ASSUMED'),
  ('25000', '纪念地、旅游景点', '25', 'ASSUMED'), ('25100', '纪念地', '25', 'ASSUMED'), ('25200', '公园', '25', 'ASSUMED'),
  ('25300', '风景名胜区', '25', 'ASSUMED'), ('25400', '遗址', '25', 'ASSUMED'),
  ('26000', '建筑物', '26', 'ASSUMED'), ('26100', '房屋、庙宇', '26', 'ASSUMED'), ('26210', '亭', '26', 'ASSUMED'),
  ('26220', '台', '26', 'ASSUMED'), ('26230', '碑', '26', 'ASSUMED'), ('26240', '塔', '26', 'ASSUMED'),
  ('26300', '广场', '26', 'ASSUMED'), ('26400', '城墙、古城', '26', 'ASSUMED'),
  ('27000', '单位', '27', 'ASSUMED');
