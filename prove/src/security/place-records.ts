import type { Platform } from '../platform/index.ts';

/** Two counties with a township each, in different cities: what stands in one is out of reach for the other. */
const grounds = [
  { county: '370102000000', town: '370102001000' },
  { county: '371721000000', town: '371721101000' },
] as const;

/**
 * Records of place-names in two counties and in every state that their tables know. The story plays with benefits alone, so
 * they are put there by SQL; nothing in them is personal.
 */
export async function plantPlaces(platform: Pick<Platform, 'rows'>): Promise<void> {
  for (const { county, town } of grounds) {
    for (const statement of [...census, ...names, ...publicService, ...changes]) {
      const placed = statement.replaceAll('$county', `'${county}'`).replaceAll('$town', `'${town}'`);
      await platform.rows('place-names', placed);
    }
  }
}

const each = (states: string): string => `unnest('{${states}}'::text[]) with ordinality as s (state, place)`;

const census = [
  `insert into census_batch (id, division_code, event_division_code, year, number, title, state, planned_by, created_at, updated_at)
   select gen_random_uuid(), $county, $county, 2014, 900 + place, '抽查批次', state, 'planted', now(), now()
   from ${each('PLANNED,OPEN,COUNTY_SELF_CHECKED,CITY_VERIFIED,PROVINCE_ACCEPTED,NATIONAL_REVIEWED,IN_DATABASE')}`,
  `insert into census_task (id, batch_id, division_code, event_division_code, planned, created_at, updated_at)
   select gen_random_uuid(), id, $town, $town, 1, now(), now() from census_batch
   where division_code = $county and planned_by = 'planted'`,
  `insert into census_record (id, batch_id, task_id, record_key, state, division_code, event_division_code, category_code,
     group_code, names, created_by, created_at, updated_at)
   select gen_random_uuid(), t.batch_id, t.id, 'P-' || place, s.state, $town, $town, '25200', 'MEMORIAL', '[]', 'planted',
     now(), now()
   from census_task t join census_batch b on b.id = t.batch_id, ${each('CATALOGUED,FIELD_SURVEYED,INDOOR_PROCESSED,TOWNSHIP_CONFIRMED')}
   where b.state = 'OPEN' and b.planned_by = 'planted' and t.division_code = $town`,
  `insert into census_sample (id, batch_id, division_code, round, level, seed, population, size, state, outcome, drawn_by, drawn_on)
   select gen_random_uuid(), b.id, $county, 1, case place when 1 then 'CITY' else 'PROVINCE' end, 'lot', 1, 1, s.state,
     case s.state when 'CLOSED' then 'ACCEPT' end, 'planted', '2014-06-01'
   from census_batch b, ${each('DRAWN,CLOSED')}
   where b.state = 'CITY_VERIFIED' and b.planned_by = 'planted' and b.division_code = $county`,
  `insert into census_score (id, batch_id, division_code, round, secrecy_breach, deductions, groups, total, grade, reasons,
     scored_by, scored_on, scored_at)
   select gen_random_uuid(), id, $county, 1, false, '[]', '[]', '100.00', 'GOOD', '{}', 'planted', '2014-06-01', now()
   from census_batch where division_code = $county and planned_by = 'planted'`,
  `insert into census_package (id, task_id, division_code, sha256, key_id, records, drawn_by, drawn_at, drawn_on, state)
   select gen_random_uuid(), t.id, $town, repeat('0', 64), 'none', 0, 'planted', now(), '2014-06-01', s.state
   from census_task t join census_batch b on b.id = t.batch_id, ${each('CHECKED_OUT,MERGED')}
   where b.state = 'OPEN' and b.planned_by = 'planted' and t.division_code = $town`,
  `insert into census_conflict (id, package_id, record_id, division_code, field, kind, base, ours, theirs)
   select gen_random_uuid(), p.id, r.id, $town, 'meaning', 'BOTH_CHANGED', 'null', '"甲"', '"乙"'
   from census_package p join census_record r on r.task_id = p.task_id and r.state = 'CATALOGUED'
   where p.state = 'MERGED' and p.drawn_by = 'planted' and p.division_code = $town`,
];

const names = [
  `insert into place_name (place_id, feature_id, category_code, name_kind, status, name, specific_part, generic_part, pinyin,
     pinyin_plain, initials, division_code, source, recorded_at, updated_at)
   select gen_random_uuid(), gen_random_uuid(), '23500', 'STANDARD', 'STANDARD', '抽查' || place || '路', '抽查' || place, '路',
     'Chōuchá Lù', 'chouchalu', 'ccl', $town, 'SEED', now(), now() from generate_series(1, 4) as n (place)`,
  `insert into place_sign (id, sign_no, place_id, feature_id, kind, text, pinyin, material, lon, lat, installed_on, owner,
     condition, checked_on, division_code, installed_by, recorded_at)
   select gen_random_uuid(), 'P' || $town, place_id, feature_id, 'STREET', name, pinyin, '铝', 117, 36, '2014-01-01', '民政局',
     'INTACT', '2014-01-01', $town, 'planted', now()
   from place_name where division_code = $town and name = '抽查1路'`,
  `insert into heritage_entry (id, place_id, feature_id, kind, division_code, interruptions, evidence, protection_level, state,
     proposed_by, recorded_at)
   select gen_random_uuid(), place_id, feature_id, 'STREET', $county, '[]', '志书', case s.state when 'LISTED' then 'COUNTY' end,
     s.state, 'planted', now()
   from ${each('PROPOSED,LISTED,REFUSED')} join place_name p on p.name = '抽查' || (s.place + 1) || '路' and p.division_code = $town`,
  `insert into name_application (id, kind, subject, state, name, specific_part, generic_part, pinyin, pinyin_differs,
     category_code, division_code, nationally_known, personal_name, heritage, applicant, approver_level, submitted_by,
     submitted_on, accept_due_on, recorded_at, updated_at)
   select gen_random_uuid(), 'NAMING', 'STREET', state, '抽查路', '抽查', '路', 'Chōuchá Lù', false, '23500', $town, false,
     false, false, 'TOWNSHIP', 'COUNTY', 'planted', '2014-06-01', '2014-06-09', now(), now()
   from ${each('SUBMITTED,ACCEPTED,AUTO_CHECKED,SURVEYED,EXPERT_REVIEWED,PUBLICISED,APPROVED,REJECTED,ANNOUNCED,FILED,SIGNED')}`,
];

const publicService = [
  `insert into touch_screen (id, device_no, division_code, location, secret_hash, state, registered_by, registered_at)
   select gen_random_uuid(), 'P' || place || '-' || left($county, 6), $county, '政务大厅', 'x', state, 'planted', now()
   from ${each('ACTIVE,RETIRED')}`,
  `insert into content_package (id, division_code, content, record_count, sha256, seal, state, built_by, built_at, published_by,
     published_at)
   select gen_random_uuid(), $county, '{}', 0, repeat('0', 64),
     '{"keyId":"none","algorithm":"Ed25519","signature":"none"}', state, 'planted', now(),
     case state when 'PUBLISHED' then 'planter' end, case state when 'PUBLISHED' then now() end
   from ${each('BUILT,PUBLISHED')}`,
  `insert into map_sheet (id, sheet_no, denominator, edition_year, producer, format, secrecy, status, division_code, west, south,
     east, north, registered_by, published_on, recorded_at, updated_at)
   select gen_random_uuid(), 'P' || left($county, 6) || place, 10000, 2013, '测绘院', 'DLG', 'INTERNAL', state, $county, 117, 36,
     117.0625, 36.0417, 'planted', '2014-01-01', now(), now()
   from ${each('REGISTERED,CHECKED,PUBLISHED,SUPERSEDED,WITHDRAWN')}`,
];

const changes = [
  `insert into adjustment_proposal (id, kind, unit_type, title, reason, division_code, affected_codes, level,
     large_boundary_change, decided_by, legal_basis, state, drafted_on, drafted_by, recorded_at, updated_at)
   select gen_random_uuid(), 'RENAME', 'TOWN', '抽查方案', '抽查', $county, array[$town]::text[], 'TOWNSHIP', false, 'PROVINCE',
     '国务院关于行政区划管理的规定', state, '2014-01-01', 'planted', now(), now()
   from ${each('DRAFT,RETURNED,PLAN_CHECKED,ARGUED,RISK_ASSESSED,LIVELIHOOD_ASSESSED,CONSULTED,SUBMITTED,REVIEWED,GOV_APPROVED,REPORTED_UP,APPROVED,IMPLEMENTING,IMPLEMENTED')}`,
  `insert into division_rehearsal (id, change_id, division_code, effective_on, rehearsed_on, rehearsed_by, status, table_version,
     totals, services, places, recorded_at)
   select gen_random_uuid(), 'CH-10', $county, '2016-09-14', '2014-06-01', 'planted', state, 1,
     '{"full":0,"ambiguous":0,"unmapped":0}', '[]', '[]', now() from ${each('COMPLETE,PARTIAL')}`,
  `insert into division_move (change_id, effective_on, state, begun_at) values ('CH-10', '2016-09-14', 'WAITING', now())
   on conflict do nothing`,
  `insert into division_move_record (id, change_id, table_name, record_id, from_code, to_code, candidates, extent, state,
     owner_code, planned_at)
   select gen_random_uuid(), 'CH-10', 'touch_screen', gen_random_uuid(), $county, case state when 'MOVED' then $town end,
     array[$county]::text[], 'AMBIGUOUS', state, $county, now() from ${each('QUEUED,MOVED')}`,
];
