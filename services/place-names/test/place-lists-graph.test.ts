import { randomUUID } from 'node:crypto';
import {
  listContentPackages,
  listDivisionSwitches,
  listDoorPlates,
  listMapSheets,
  listNodeReconciliations,
  listQueuedMoves,
  listSigns,
  listSignTasks,
  listSyncConflicts,
  listSyncPackages,
  listTouchScreenAlerts,
  listTouchScreens,
  type Role,
} from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../src/app.ts';
import type { DB } from '../src/database.ts';

const county = '370102000000';
const place = randomUUID();
let app: TestService<DB, unknown>;

beforeAll(async () => {
  app = await startTestService(service, { seed: 'copied', today: '2014-01-26' });
  const [screen, sign, plate] = [randomUUID(), randomUUID(), randomUUID()];
  await app.rows(
    `insert into place_name (place_id, feature_id, category_code, name_kind, status, name, specific_part, generic_part, pinyin,
       pinyin_plain, initials, division_code, source, recorded_at, updated_at)
     values ($1, $1, '23500', 'STANDARD', 'STANDARD', '抽查路', '抽查', '路', 'Chōuchá Lù', 'chouchalu', 'ccl', '370102001000',
       'SEED', now(), now())`,
    [place],
  );
  await app.rows(
    `insert into place_sign (id, sign_no, place_id, feature_id, kind, text, pinyin, material, lon, lat, installed_on, owner,
       condition, checked_on, division_code, installed_by, recorded_at)
     values ($1, 'LX-1', $2, $2, 'STREET', '抽查路', 'Chōuchá Lù', '铝', 117.02, 36.65, '2014-01-01', '历下区民政局', 'INTACT',
       '2014-01-01', '370102001000', 'clerk', now())`,
    [sign, place],
  );
  await app.rows(
    `insert into door_plate (id, place_id, feature_id, number, text, pinyin, lon, lat, installed_on, condition, division_code,
       installed_by, recorded_at)
     values ($1, $2, $2, '12', '抽查路12号', 'Chōuchá Lù', 117.02, 36.65, '2014-01-01', 'INTACT', '370102001000', 'clerk', now())`,
    [plate, place],
  );
  await app.rows(
    `insert into sign_task (id, sign_id, place_id, division_code, state, opened_on, due_on)
     values ($1, $2, $3, '370102001000', 'OPEN', '2013-01-01', '2014-01-01')`,
    [randomUUID(), sign, place],
  );
  await app.rows(
    `insert into touch_screen (id, device_no, division_code, location, secret_hash, state, registered_by, registered_at)
     values ($1, 'LX-0001', $2, '政务大厅', 'x', 'ACTIVE', 'clerk', now())`,
    [screen, county],
  );
  await app.rows(
    `insert into touch_screen_alert (id, screen_id, division_code, silent_since, opened_at) values ($1, $2, $3, now(), now())`,
    [randomUUID(), screen, county],
  );
  await app.rows(
    `insert into content_package (id, division_code, content, record_count, sha256, seal, state, built_by, built_at)
     values ($1, $2, '{}', 0, repeat('0', 64), '{}', 'BUILT', 'clerk', now())`,
    [randomUUID(), county],
  );
  await app.rows(
    `insert into map_sheet (id, sheet_no, denominator, edition_year, producer, format, secrecy, status, division_code, west,
       south, east, north, registered_by, recorded_at, updated_at)
     values ($1, 'J50G081049', 10000, 2013, '测绘院', 'DLG', 'INTERNAL', 'REGISTERED', $2, 117, 36.625, 117.0625, 36.6666667,
       'officer', now(), now())`,
    [randomUUID(), county],
  );
  await app.rows(
    `insert into sync_package (id, seq, base_seq, kind, content, record_count, sha256, seal, state, built_by, built_at)
     values ($1, 1, 0, 'INCREMENTAL', '{}', 1, repeat('0', 64), '{}', 'BUILT', 'officer', now())`,
    [randomUUID()],
  );
  await app.rows(
    `insert into sync_conflict (id, seq, table_name, record_key, code, state, opened_at)
     values ($1, 1, 'place_name', $2, 'BAD_CATEGORY', 'OPEN', now())`,
    [randomUUID(), place],
  );
  await app.rows(
    `insert into division_move (change_id, effective_on, state, begun_at) values ('CH-10', '2016-09-14', 'WAITING', now())`,
  );
  await app.rows(
    `insert into division_move_record (id, change_id, table_name, record_id, from_code, candidates, extent, state, owner_code,
       planned_at) values ($1, 'CH-10', 'touch_screen', $2, $3, array[$3]::text[], 'AMBIGUOUS', 'QUEUED', $3, now())`,
    [randomUUID(), screen, county],
  );
}, 300_000);
afterAll(() => app?.stop());

async function graphql(query: string, token: string): Promise<{ data: Record<string, unknown>; errors?: object[] }> {
  const response = await app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { authorization: `Bearer ${await app.serviceToken('gateway')}`, 'x-user-token': token },
    payload: { query },
  });
  return response.json();
}

const lists = {
  touchScreens: [
    'PLACE_COUNTY_CLERK',
    listTouchScreens,
    {},
    'id deviceNo divisionCode location state contentVersion lastHeartbeatAt offlineSince version',
  ],
  touchScreenAlerts: [
    'PLACE_COUNTY_CLERK',
    listTouchScreenAlerts,
    {},
    'id screenId deviceNo divisionCode silentSince openedAt closedAt',
  ],
  contentPackages: [
    'PLACE_COUNTY_CLERK',
    listContentPackages,
    {},
    'id contentVersion divisionCode recordCount sha256 state builtAt publishedAt version',
  ],
  mapSheets: [
    'PLACE_COUNTY_CLERK',
    listMapSheets,
    {},
    'id sheetNo denominator editionYear producer format secrecy status divisionCode bounds { west south east north } publishedOn reviewNo reviewedOn version',
  ],
  placeSigns: [
    'PLACE_COUNTY_CLERK',
    listSigns,
    {},
    'id signNo placeId kind text pinyin material lon lat installedOn owner condition checkedOn divisionCode version',
  ],
  signTasks: [
    'PLACE_COUNTY_CLERK',
    listSignTasks,
    { overdue: true },
    'id signId plateId placeId text pinyin divisionCode state openedOn dueOn doneOn overdue',
  ],
  doorPlates: [
    'PLACE_COUNTY_CLERK',
    listDoorPlates,
    { placeId: place },
    'id placeId number text pinyin lon lat installedOn condition divisionCode version',
  ],
  queuedPlaceMoves: [
    'PLACE_COUNTY_CHECKER',
    listQueuedMoves('place-names'),
    {},
    'id changeId table recordId fromCode extent candidates ownerCode state toCode version',
  ],
  syncPackages: [
    'PLACE_PROVINCE_OFFICER',
    listSyncPackages,
    {},
    'id seq baseSeq kind recordCount sha256 state builtAt sends sentAt answeredAt changes reason version',
  ],
  syncConflicts: [
    'PLACE_PROVINCE_OFFICER',
    listSyncConflicts,
    { state: 'OPEN' },
    'id seq table key code state openedAt resolvedAt reason version',
  ],
  nodeReconciliations: [
    'PLACE_PROVINCE_OFFICER',
    listNodeReconciliations,
    {},
    'id month takenOn groups differences repairSeq version',
  ],
} as const;

/** Arguments as a document writes them; a name in capitals is an enum. */
function argumentsOf(query: object): string {
  const all = { first: 20, ...query };
  const written = Object.entries(all).map(([name, value]) =>
    /^[A-Z]+$/.test(String(value)) ? `${name}: ${value}` : `${name}: ${JSON.stringify(value)}`,
  );
  return `(${written.join(', ')})`;
}

describe('REST and GraphQL answer the same list for the same actor', () => {
  it.each(Object.entries(lists))('%s', async (field, [role, operation, query, fields]) => {
    const division = role.startsWith('PLACE_PROVINCE') ? '370000000000' : county;
    const token = await app.token({ role: role as Role, division });
    const rest = await app.call(operation, { token, query: { first: 20, ...query } as never });
    expect(rest.status).toBe(200);
    const { data, errors } = await graphql(`{ ${field}${argumentsOf(query)} { items { ${fields} } next } }`, token);
    expect(errors).toBeUndefined();
    expect(data[field]).toEqual(rest.body);
    if (field !== 'nodeReconciliations') expect((rest.body as { items: object[] }).items).toHaveLength(1);
  });

  it('divisionSwitches', async () => {
    await app.setToday('2014-01-27');
    const token = await app.token({ role: 'PLACE_PROVINCE_OFFICER' });
    const rest = await app.call(listDivisionSwitches, { token, query: {} });
    const { data } = await graphql('{ divisionSwitches { changeId state overdue } }', token);
    const shown = rest.body.items.map(({ changeId, state, overdue }) => ({ changeId, state, overdue }));
    expect(data.divisionSwitches).toEqual(shown);
  });
});

it('the graph refuses whom REST refuses: another role, a page too large', async () => {
  const expert = await app.token({ role: 'PLACE_EXPERT' });
  const token = await app.token({ role: 'PLACE_COUNTY_CLERK', division: county });
  for (const [query, as, code] of [
    ['{ syncPackages { next } }', token, 'ROLE_NOT_PERMITTED'],
    ['{ queuedPlaceMoves { next } }', expert, 'ROLE_NOT_PERMITTED'],
    ['{ touchScreens(first: 201) { next } }', token, 'INPUT_INVALID'],
  ] as const) {
    const { errors } = await graphql(query, as);
    expect(errors).toMatchObject([{ extensions: { code } }]);
  }
});
