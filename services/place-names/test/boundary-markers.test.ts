import { randomUUID } from 'node:crypto';
import {
  assignCustodian,
  checkBoundaryMarker,
  type getBoundaryLine,
  getBoundaryMarker,
  listBoundaryMarkers,
  type OperationOutputOf,
  registerBoundaryMarker,
  replaceBoundaryMarker,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anhuiLine, lineInForce, markerBody, markerBy, markerOf, startWorld, type World } from './boundary-world.ts';

let world: World;
let line: OperationOutputOf<typeof getBoundaryLine>;
let anhui: OperationOutputOf<typeof getBoundaryLine>;
const clerk = { role: 'PLACE_COUNTY_CLERK', division: '370181' } as const;
const officer = { role: 'PLACE_PROVINCE_OFFICER' } as const;
const codeOf = (rest: string) => `370181370321${rest}`;

beforeAll(async () => {
  world = await startWorld();
  line = await lineInForce(world);
  anhui = await anhuiLine(world);
});
afterAll(() => world.stop());

const register = (change: object, who: object = clerk) =>
  world.refused(registerBoundaryMarker, {
    ...who,
    body: { ...markerBody, lineId: line.id, markerCode: codeOf('900Q'), ...change },
  });

describe('boundaryMarkers.register', () => {
  it('by one key twice: one marker with its position, kind and coordinates', async () => {
    const body = { ...markerBody, lineId: line.id, markerCode: codeOf('001Q') };
    const key = randomUUID();
    const change = await world.done(registerBoundaryMarker, { ...clerk, body, key });
    expect(await world.done(registerBoundaryMarker, { ...clerk, body, key })).toEqual(change);
    expect(change).toMatchObject({ kind: 'SET', state: 'PROPOSED', markerId: null, resultId: null, version: 1 });
    expect(await world.refused(registerBoundaryMarker, { ...clerk, body })).toEqual([409, 'MARKER_CHANGE_OPEN']);
    expect(await markerBy(world, change)).toMatchObject({
      markerCode: '370181370321001Q',
      lineCode: '370181-370321',
      kind: 'SINGLE',
      lon: 117.65,
      lat: 36.9,
      heightM: 21.375,
      condition: 'INTACT',
      custodianName: null,
      warnings: [],
      version: 1,
    });
    expect(await world.refused(registerBoundaryMarker, { ...clerk, body })).toEqual([409, 'MARKER_EXISTS']);
  });

  it.each([
    ['`3734012Q` (order)', '3734012Q', 'MARKER_CODE_ORDER'],
    ['`3437000Q` (serial)', '3437000Q', 'MARKER_SERIAL'],
    ['a letter that is none', codeOf('001X'), 'MARKER_CODE_FORMAT'],
    ['the code of another line', '3437012Q', 'MARKER_LINE_MISMATCH'],
  ])('%s is refused', async (_, markerCode, code) => {
    expect(await register({ markerCode })).toEqual([422, code]);
  });

  it('a position has one kind of markers', async () => {
    await markerOf(world, line, '015A');
    expect(await register({ markerCode: codeOf('015Q') })).toEqual([409, 'MARKER_POSITION_MIXED']);
    expect(await register({ markerCode: codeOf('015C'), otherLineIds: [anhui.id] })).toEqual([
      409,
      'MARKER_POSITION_MIXED',
    ]);
    expect((await markerOf(world, line, '015B')).kind).toBe('DOUBLE');
  });

  it('a triple position names the other lines, no other position does', async () => {
    expect(await register({ markerCode: codeOf('020C') })).toEqual([422, 'MARKER_LINES']);
    expect(await register({ markerCode: codeOf('020C'), otherLineIds: [line.id] })).toEqual([422, 'MARKER_LINES']);
    expect(await register({ markerCode: codeOf('020Q'), otherLineIds: [anhui.id] })).toEqual([422, 'MARKER_LINES']);
    expect(await register({ markerCode: codeOf('020C'), otherLineIds: [randomUUID()] })).toEqual([
      404,
      'BOUNDARY_LINE_UNKNOWN',
    ]);
    const other = await lineInForce(world, { codeA: '370112000000', codeB: '370181000000' });
    const body = { ...markerBody, lineId: line.id, markerCode: codeOf('020C'), otherLineIds: [other.id] };
    const made = await markerBy(world, await world.done(registerBoundaryMarker, { ...clerk, body }));
    expect(made).toMatchObject({ kind: 'TRIPLE', otherLineIds: [other.id] });
    const seen = await world.done(listBoundaryMarkers, { ...clerk, query: { lineId: other.id } });
    expect(seen.items.map(({ id }) => id)).toEqual([made.id]);
  });

  it('marker coordinate > 50 m off the line geometry: GEOM_OFF_LINE, needs reason, then a warning', async () => {
    // 0.0005° of latitude are 55 m, 0.0004° are 44 m.
    expect(await register({ lat: 36.9005 })).toEqual([422, 'GEOM_OFF_LINE']);
    const body = { ...markerBody, lineId: line.id, markerCode: codeOf('030Q'), lat: 36.9004 };
    expect((await world.done(registerBoundaryMarker, { ...clerk, body })).warnings).toEqual([]);
    const off = { ...body, markerCode: codeOf('031Q'), lat: 36.9005, offLineReason: '河道中心无法埋设' };
    expect(await world.done(registerBoundaryMarker, { ...clerk, body: off })).toMatchObject({
      warnings: ['GEOM_OFF_LINE'],
      offLineM: 55.5,
      offLineReason: '河道中心无法埋设',
    });
  });

  it.each([
    ['swapped', { lon: 36.9, lat: 117.65 }, 'LONLAT_SWAPPED'],
    ['somewhere else', { lon: 2.35, lat: 48.85 }, 'GEOM_INVALID'],
    ['set tomorrow', { setOn: '2014-04-29' }, 'DATE_NOT_ALLOWED'],
  ])('coordinates or day: %s', async (_, change, code) => {
    expect(await register(change)).toEqual([422, code]);
  });

  it('WGS84 is accepted with a note; two reference objects are too few', async () => {
    const body = { ...markerBody, lineId: line.id, markerCode: codeOf('032Q'), datum: 'WGS84' };
    expect((await world.done(registerBoundaryMarker, { ...clerk, body })).datumNote).toContain('WGS84');
    expect(await register({ azimuthFeatures: markerBody.azimuthFeatures.slice(1) })).toEqual([400, 'INPUT_INVALID']);
  });

  it('a line that the office does not see is unknown; one of the province is not a county’s', async () => {
    expect(await register({}, { role: 'PLACE_COUNTY_CLERK', division: '371722' })).toEqual([
      404,
      'BOUNDARY_LINE_UNKNOWN',
    ]);
    expect(await register({ lineId: anhui.id, markerCode: '3437001Q' })).toEqual([403, 'SCOPE_FORBIDDEN']);
  });
});

describe('the custodian', () => {
  it('is stored encrypted, shown masked, and neither in trail nor list', async () => {
    const marker = await markerOf(world, line, '040Q');
    const call = { ...clerk, params: { id: marker.id }, version: 1 };
    const body = { name: '欧阳守界', phone: '13800001234' };
    const changed = await world.done(assignCustodian, { ...call, body });
    expect(changed).toMatchObject({ custodianName: '欧***', custodianPhone: '138****1234', version: 2 });
    const [row] = await world.places.rows<{ name: Buffer; phone: Buffer }>(
      'select custodian_name as name, custodian_phone as phone from boundary_marker where id = $1',
      [marker.id],
    );
    expect([row?.name.includes('欧阳守界'), row?.phone.includes('13800001234')]).toEqual([false, false]);
    const trail = await world.places.rows('select l::text as text from audit_log l where record_id = $1', [marker.id]);
    expect(JSON.stringify(trail)).not.toMatch(/欧阳|13800001234/);
    expect(JSON.stringify(await world.places.published())).not.toMatch(/欧阳|13800001234/);
    expect(await world.refused(assignCustodian, { ...call, body })).toEqual([412, 'VERSION_CONFLICT']);
    const next = { ...call, version: 2 };
    expect(await world.refused(assignCustodian, { ...next, body: { ...body, phone: '123' } })).toEqual([
      422,
      'PHONE_INVALID',
    ]);
    expect(await world.refused(assignCustodian, { ...next, body: { ...body, name: 'A1' } })).toEqual([
      422,
      'NAME_INVALID',
    ]);
  });
});

describe('boundaryMarkers.check and replace', () => {
  it('a look at the marker is dated; not before it was set and not tomorrow', async () => {
    const marker = await markerOf(world, line, '050Q');
    const call = { ...clerk, params: { id: marker.id }, version: 1 };
    for (const checkedOn of ['1999-04-30', '2014-04-29']) {
      expect(await world.refused(checkBoundaryMarker, { ...call, body: { checkedOn } })).toEqual([
        422,
        'DATE_NOT_ALLOWED',
      ]);
    }
    const checked = await world.done(checkBoundaryMarker, { ...call, body: { checkedOn: '2014-04-27' } });
    expect(checked).toMatchObject({ lastCheckedOn: '2014-04-27', version: 2 });
    const unknown = { ...call, params: { id: randomUUID() }, body: { checkedOn: '2014-04-27' } };
    expect(await world.refused(checkBoundaryMarker, unknown)).toEqual([404, 'MARKER_UNKNOWN']);
  });

  it('pilot replacement: REPLACED with a new id under the same code, in the old place; the custodian goes along', async () => {
    const standing = { ...markerBody, lon: 116.5, lat: 34.6 };
    const first = { ...standing, lineId: anhui.id, markerCode: '3437012Q' };
    const old = await markerBy(world, await world.done(registerBoundaryMarker, { ...officer, body: first }));
    const call = { ...officer, params: { id: old.id } };
    const custodian = { name: '王守界', phone: '13900005678' };
    const named = await world.done(assignCustodian, { ...call, version: 1, body: custodian });
    const body = { ...standing, setOn: '2014-04-20', protocolDoc: '皖鲁联界字〔2014〕1号' };
    const far = { ...body, lat: 34.6 + 0.000001 };
    const replace = { ...call, version: named.version };
    expect(await world.refused(replaceBoundaryMarker, { ...replace, body: far })).toEqual([422, 'RESET_TOLERANCE']);
    const fresh = await markerBy(world, await world.done(replaceBoundaryMarker, { ...replace, body }));
    expect(fresh).toMatchObject({ markerCode: '3437012Q', condition: 'INTACT', custodianName: '王**', version: 1 });
    expect(fresh.id).not.toBe(old.id);
    const before = await world.done(getBoundaryMarker, call);
    expect(before).toMatchObject({ condition: 'REPLACED', removedOn: '2014-04-20', replacedById: fresh.id });
    const again = { ...call, version: before.version, body };
    expect(await world.refused(replaceBoundaryMarker, again)).toEqual([409, 'MARKER_REMOVED']);
    const query = { lineId: anhui.id };
    const standingOnes = await world.done(listBoundaryMarkers, { ...officer, query });
    expect(standingOnes.items.map(({ id }) => id)).toEqual([fresh.id]);
    const all = await world.done(listBoundaryMarkers, { ...officer, query: { ...query, includeRemoved: true } });
    expect(all.items).toHaveLength(2);
  });
});
