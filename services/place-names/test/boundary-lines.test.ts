import { randomUUID } from 'node:crypto';
import {
  approveBoundaryLine,
  checkBoundaryLine,
  closeBoundaryLine,
  createBoundaryLine,
  declareAdjacency,
  getBoundaryLine,
  getBoundaryOutline,
  listAdjacencies,
  listBoundaryLines,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicLines, publicMarkers } from '../src/boundaries/index.ts';
import {
  adjoin,
  anhuiLine,
  approved,
  lineBody,
  lineInForce,
  markerOf,
  sides,
  startWorld,
  type World,
} from './boundary-world.ts';

let world: World;
const clerk = { role: 'PLACE_COUNTY_CLERK', division: '370181' } as const;
const officer = { role: 'PLACE_PROVINCE_OFFICER' } as const;
const checker = { role: 'PLACE_PROVINCE_CHECKER' } as const;

beforeAll(async () => {
  world = await startWorld();
  await adjoin(world, sides.codeA, sides.codeB);
});
afterAll(() => world.stop());

describe('boundaryAdjacencies', () => {
  it('are declared once, in the order of the codes, and listed from both sides', async () => {
    const body = { codeA: '370112000000', codeB: '370102000000', source: '济南市行政区划图' };
    const made = await world.done(declareAdjacency, { ...officer, body });
    expect(made).toMatchObject({ codeA: '370102000000', codeB: '370112000000', declaredOn: '2014-04-28' });
    expect(await world.refused(declareAdjacency, { ...officer, body })).toEqual([409, 'ADJACENCY_DECLARED']);
    for (const of of [body.codeA, body.codeB]) {
      expect((await world.done(listAdjacencies, { ...clerk, query: { of } })).items).toEqual([made]);
    }
  });

  it('the four neighbour provinces are start data', async () => {
    const { items } = await world.done(listAdjacencies, { ...officer, query: { of: '370000000000' } });
    expect(items.map(({ codeA, codeB }) => codeA.slice(0, 2) + codeB.slice(0, 2))).toEqual([
      '1337',
      '3237',
      '3437',
      '3741',
    ]);
  });

  it.each([
    ['a unit with itself', '370181000000', 'SIDES_EQUAL'],
    ['a unit of another level', '370300000000', 'SIDES_LEVEL'],
    ['a code that holds no longer', '370802000000', 'CODE_NOT_VALID_ON'],
    ['a summary code', '370101000000', 'CODE_SUMMARY'],
  ])('%s is refused', async (_, codeB, code) => {
    const body = { codeA: '370181000000', codeB, source: '图' };
    expect(await world.refused(declareAdjacency, { ...officer, body })).toEqual([422, code]);
  });
});

describe('boundaryLines.create', () => {
  it('a county enters a line, twice by one key: one row, one audit row, its sides in order', async () => {
    const body = { ...lineBody, codeA: sides.codeB, codeB: sides.codeA };
    const key = randomUUID();
    const line = await world.done(createBoundaryLine, { ...clerk, body, key });
    expect(line).toMatchObject({
      ...sides,
      lineCode: '370181-370321',
      level: 'COUNTY',
      nameA: '章丘市',
      nameB: '桓台县',
      lengthKm: '51.400',
      state: 'DRAFT',
      validFrom: '1999-06-01',
      dueYear: 2004,
      overdue: false,
      disputeFlag: false,
      version: 1,
    });
    expect(await world.done(createBoundaryLine, { ...clerk, body, key })).toEqual(line);
    const rows = await world.places.rows('select id from boundary_line where line_code = $1', ['370181-370321']);
    expect(rows).toEqual([{ id: line.id }]);
    const trail = await world.places.rows('select actor from audit_log where record_id = $1', [line.id]);
    expect(trail).toHaveLength(1);
  });

  it.each([
    ['line with side_a = side_b', { codeB: sides.codeA }, 'SIDES_EQUAL'],
    ['sides not adjacent', { codeB: '371722000000' }, 'SIDES_NOT_ADJACENT'],
    ['length 0', { lengthKm: '0.000' }, 'LENGTH_ZERO'],
    ['51,400 (metres typed as km > 500 for a county line): UNIT_SUSPECT', { lengthKm: '51400' }, 'UNIT_SUSPECT'],
    ['sides of two levels', { codeB: '370300000000' }, 'SIDES_LEVEL'],
    ['approved tomorrow', { approvedOn: '2014-04-29' }, 'DATE_NOT_ALLOWED'],
    [
      'geometry self-crossing: GEOM_INVALID',
      {
        geometry: {
          type: 'LineString',
          coordinates: [
            [117, 36],
            [118, 37],
            [118, 36],
            [117, 37],
          ],
        },
      },
      'GEOM_INVALID',
    ],
    [
      'lon/lat swapped: LONLAT_SWAPPED',
      {
        geometry: {
          type: 'LineString',
          coordinates: [
            [36.9, 117.6],
            [36.9, 117.7],
          ],
        },
      },
      'LONLAT_SWAPPED',
    ],
  ])('%s is 422 and writes nothing', async (_, change, code) => {
    const before = await world.places.rows('select count(*) from boundary_line');
    expect(await world.refused(createBoundaryLine, { ...clerk, body: { ...lineBody, ...change } })).toEqual([
      422,
      code,
    ]);
    expect(await world.places.rows('select count(*) from boundary_line')).toEqual(before);
  });

  it('WGS84 flagged as CGCS2000 is accepted (difference < 1 m) with a note', async () => {
    const line = await world.done(createBoundaryLine, { ...clerk, body: { ...lineBody, datum: 'WGS84' } });
    expect(line.datumNote).toContain('小于1米');
  });

  it.each(['-1', '1.2345', 'x', '1e3', ''])('a length %j is no number of kilometres', async (lengthKm) => {
    expect((await world.refused(createBoundaryLine, { ...clerk, body: { ...lineBody, lengthKm } }))[0]).toBe(400);
  });

  it('who holds neither side may not', async () => {
    const foreign = { ...clerk, division: '371722' };
    expect(await world.refused(createBoundaryLine, { ...foreign, body: lineBody })).toEqual([403, 'SCOPE_FORBIDDEN']);
  });
});

describe('boundaryLines.approve and close', () => {
  it('another office decides; the second line of a code is LINE_EXISTS, a refused one stays out', async () => {
    const first = await world.done(createBoundaryLine, { ...clerk, body: lineBody });
    const second = await world.done(createBoundaryLine, { ...clerk, body: lineBody });
    const call = { ...checker, params: { id: first.id }, body: { accept: true } };
    expect(await world.refused(approveBoundaryLine, { ...call, version: 7 })).toEqual([412, 'VERSION_CONFLICT']);
    expect(await approved(world, first)).toMatchObject({ state: 'IN_FORCE', version: 2 });
    expect(await world.refused(approveBoundaryLine, { ...call, version: 2 })).toEqual([
      409,
      'STATE_TRANSITION_INVALID',
    ]);
    const other = { ...checker, params: { id: second.id }, version: 1 };
    expect(await world.refused(approveBoundaryLine, { ...other, body: { accept: true } })).toEqual([
      409,
      'LINE_EXISTS',
    ]);
    const refused = await world.done(approveBoundaryLine, { ...other, body: { accept: false, remark: '重复' } });
    expect(refused.state).toBe('REFUSED');
    expect(await world.refused(createBoundaryLine, { ...clerk, body: lineBody })).toEqual([409, 'LINE_EXISTS']);
  });

  it('who entered a line does not decide on it', async () => {
    await adjoin(world, '370102000000', '370103000000');
    const body = { ...lineBody, codeA: '370102000000', codeB: '370103000000' };
    const token = await world.places.token({
      role: 'PLACE_PROVINCE_OFFICER',
      also: [{ role: 'PLACE_PROVINCE_CHECKER', division: '370000000000' }],
    });
    const line = await world.done(createBoundaryLine, { token, body });
    const call = { token, params: { id: line.id }, body: { accept: true }, version: 1 };
    expect(await world.refused(approveBoundaryLine, call)).toEqual([403, 'SEPARATION_OF_DUTIES']);
  });

  it('a line ends after its beginning and not in the future; then it is known on earlier days only', async () => {
    const line = await lineInForce(world, { codeA: '370103000000', codeB: '370104000000' });
    const close = { reason: 'RESURVEYED', document: '鲁民函〔2014〕3号' };
    const call = { ...checker, params: { id: line.id }, version: line.version };
    for (const closedOn of ['1999-06-01', '2014-04-29']) {
      const body = { ...close, closedOn };
      expect(await world.refused(closeBoundaryLine, { ...call, body })).toEqual([422, 'DATE_NOT_ALLOWED']);
    }
    const body = { ...close, closedOn: '2014-04-01', successorId: randomUUID() };
    expect(await world.refused(closeBoundaryLine, { ...call, body })).toEqual([404, 'BOUNDARY_LINE_UNKNOWN']);
    const closed = await world.done(closeBoundaryLine, { ...call, body: { ...close, closedOn: '2014-04-01' } });
    expect(closed).toMatchObject({ state: 'CLOSED', validTo: '2014-04-01', closedReason: 'RESURVEYED' });
    const params = { code: '370103-370104' };
    expect((await world.done(getBoundaryOutline, { params, query: { asOf: '2014-03-31' } })).validTo).toBe(
      '2014-04-01',
    );
    expect(await world.refused(getBoundaryOutline, { params })).toEqual([404, 'BOUNDARY_LINE_UNKNOWN']);
    const again = { ...call, version: closed.version, body: { ...close, closedOn: '2014-04-01' } };
    expect(await world.refused(closeBoundaryLine, again)).toEqual([409, 'STATE_TRANSITION_INVALID']);
  });
});

describe('reading lines', () => {
  it('both sides, their cities, the province and a township inside see a line; another county does not', async () => {
    const line = await lineInForce(world, { codeA: '370112000000', codeB: '370181000000' });
    const see = async (role: 'PLACE_COUNTY_CLERK' | 'PLACE_CITY_OFFICER' | 'PLACE_TOWN_CLERK', division: string) =>
      (await world.refused(getBoundaryLine, { role, division, params: { id: line.id } }))[0];
    expect(await see('PLACE_COUNTY_CLERK', '370112')).toBe(200);
    expect(await see('PLACE_COUNTY_CLERK', '370181')).toBe(200);
    expect(await see('PLACE_CITY_OFFICER', '3701')).toBe(200);
    expect(await see('PLACE_TOWN_CLERK', '370181101')).toBe(200);
    expect(await see('PLACE_COUNTY_CLERK', '370102')).toBe(404);
    expect(await see('PLACE_TOWN_CLERK', '370102001')).toBe(404);
    expect(await see('PLACE_CITY_OFFICER', '3717')).toBe(404);
  });

  it('pages by code; filters by level, side and what is overdue', async () => {
    const anhui = await anhuiLine(world);
    expect(anhui).toMatchObject({ lineCode: '3437', level: 'PROVINCIAL', nameA: '安徽省', nameB: '山东省' });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const query = { first: 2, ...(after === undefined ? {} : { after }) };
      const page = await world.done(listBoundaryLines, { ...officer, query });
      seen.push(...page.items.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toContain(anhui.id);
    const provincial = await world.done(listBoundaryLines, { ...officer, query: { level: 'PROVINCIAL' } });
    expect(provincial.items.map(({ id }) => id)).toEqual([anhui.id]);
    const overdue = await world.done(listBoundaryLines, { ...officer, query: { overdue: true } });
    expect(overdue.items.every((line) => line.state === 'IN_FORCE' && line.dueYear < 2014)).toBe(true);
    expect(overdue.items.length).toBeGreaterThan(0);
    const bySide = await world.done(listBoundaryLines, { ...officer, query: { side: '370112000000' } });
    expect(bySide.items.map(({ lineCode }) => lineCode)).toEqual(['370112-370181']);
    expect(await world.refused(listBoundaryLines, { ...officer, query: { after: 'x' } })).toEqual([
      400,
      'CURSOR_INVALID',
    ]);
  });

  it('the check of a line names gaps and missing twins', async () => {
    const line = await lineInForce(world, { codeA: '370104000000', codeB: '370105000000' });
    await markerOf(world, line, '002A');
    await markerOf(world, line, '003Q');
    expect(await world.done(checkBoundaryLine, { ...officer, params: { id: line.id } })).toMatchObject({
      markers: 2,
      positions: 2,
      incomplete: [{ position: '370104370105002', missing: ['B'] }],
      missingSerials: [1],
    });
    expect(await world.refused(checkBoundaryLine, { ...officer, params: { id: randomUUID() } })).toEqual([
      404,
      'BOUNDARY_LINE_UNKNOWN',
    ]);
  });
});

describe('boundaries.outline', () => {
  it('everybody gets names, length and rounded points without log-in; nothing of the survey', async () => {
    const line = await lineInForce(world, {
      codeA: '370105000000',
      codeB: '370112000000',
      geometry: {
        type: 'LineString',
        coordinates: [
          [117.01234, 36.71234],
          [117.05678, 36.75678],
        ],
      },
    });
    const outline = await world.done(getBoundaryOutline, { params: { code: line.lineCode } });
    expect(outline).toEqual({
      lineCode: '370105-370112',
      level: 'COUNTY',
      codeA: '370105000000',
      codeB: '370112000000',
      nameA: '天桥区',
      nameB: '历城区',
      lengthKm: '51.400',
      validFrom: '1999-06-01',
      validTo: null,
      asOf: '2014-04-28',
      outline: {
        type: 'LineString',
        coordinates: [
          [117.012, 36.712],
          [117.057, 36.757],
        ],
      },
    });
  });

  it.each(['3734', '370321-370181', 'x'])('%s is no code', async (code) => {
    expect(await world.refused(getBoundaryOutline, { params: { code } })).toEqual([422, 'LINE_CODE_FORMAT']);
  });

  it('a draft is unknown to the public', async () => {
    await adjoin(world, '370113000000', '370124000000');
    const body = { ...lineBody, codeA: '370113000000', codeB: '370124000000' };
    await world.done(createBoundaryLine, { ...officer, body });
    expect(await world.refused(getBoundaryOutline, { params: { code: '370113-370124' } })).toEqual([
      404,
      'BOUNDARY_LINE_UNKNOWN',
    ]);
  });

  it('all lines and markers of a day for the map: places rounded, what ended is left out', async () => {
    const own = await startWorld();
    const line = await lineInForce(own);
    await markerOf(own, line, '001Q');
    const closed = await lineInForce(own, { codeA: '370103000000', codeB: '370104000000' });
    const end = { closedOn: '2014-04-01', reason: 'LOWERED', document: '文' };
    await own.done(closeBoundaryLine, { ...checker, params: { id: closed.id }, version: closed.version, body: end });
    const { kit } = own.places;
    expect((await publicLines(kit, '2014-04-28')).map(({ lineCode }) => lineCode)).toEqual(['370181-370321']);
    expect((await publicLines(kit, '2014-03-31')).map(({ lineCode }) => lineCode)).toEqual([
      '370103-370104',
      '370181-370321',
    ]);
    const marker = { markerCode: '370181370321001Q', lineCode: '370181-370321', lon: 117.65, lat: 36.9 };
    expect(await publicMarkers(kit, '2014-04-28')).toEqual([marker]);
    expect(await publicMarkers(kit, '1999-04-30')).toEqual([]);
    await own.stop();
  });
});
