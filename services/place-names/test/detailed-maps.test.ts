import { randomUUID } from 'node:crypto';
import {
  approveDetailedMap,
  checkDetailedMap,
  collectDetailedMap,
  compileDetailedMap,
  getBoundaryLine,
  getDetailedMap,
  listDetailedMaps,
  type Operation,
  type OperationOutputOf,
  publishDetailedMap,
  reviewDetailedMap,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, lineInForce, startWorld, type World } from './boundary-world.ts';

type DetailedMap = OperationOutputOf<typeof getDetailedMap>;

let world: World;
let line: Awaited<ReturnType<typeof lineInForce>>;
const clerk = { role: 'PLACE_COUNTY_CLERK', division: '370181' } as const;
const chief = { role: 'PLACE_COUNTY_CHECKER', division: '370181' } as const;
const officer = { role: 'PLACE_PROVINCE_OFFICER' } as const;
const checker = { role: 'PLACE_PROVINCE_CHECKER' } as const;
const compiled = { scale: 10_000, sheets: ['J50G081049', 'J50G081050'], compiler: '省国土测绘院' };
const road = [
  [compileDetailedMap, { ...clerk, body: compiled }, 'COMPILED'],
  [checkDetailedMap, { ...chief, body: {} }, 'CHECKED'],
  [reviewDetailedMap, { ...officer, body: { reviewNo: '鲁S〔2014〕001号' } }, 'SECRECY_REVIEWED'],
  [approveDetailedMap, { ...checker, body: { approvalDoc: '鲁民图〔2014〕1号' } }, 'APPROVED'],
  [publishDetailedMap, { ...officer, body: { publishedOn: '2014-04-28' } }, 'PUBLISHED'],
] as const;

beforeAll(async () => {
  world = await startWorld();
  line = await lineInForce(world);
});
afterAll(() => world.stop());

async function step(map: DetailedMap, operation: Operation, call: object): Promise<DetailedMap> {
  const asked = { ...call, params: { id: map.id }, version: map.version } as Call<Operation>;
  return (await world.done(operation, asked)) as DetailedMap;
}

describe('a detailed map', () => {
  it('is collected once a line, compiled, checked, reviewed, approved, published; the line shows its state', async () => {
    const call = { ...clerk, body: { lineId: line.id, sourceNote: '勘界档案' }, key: randomUUID() };
    let map = await world.done(collectDetailedMap, call);
    expect(map).toMatchObject({ state: 'COLLECTED', lineCode: '370181-370321', scale: null });
    expect(await world.done(collectDetailedMap, call)).toEqual(map);
    expect(await world.refused(collectDetailedMap, { ...call, key: randomUUID() })).toEqual([409, 'MAP_EXISTS']);
    for (const [operation, asked, state] of road) {
      map = await step(map, operation, asked);
      expect(map.state).toBe(state);
    }
    expect(map).toMatchObject({ ...compiled, approvedOn: '2014-04-28', publishedOn: '2014-04-28' });
    const shown = await world.done(getBoundaryLine, { ...clerk, params: { id: line.id } });
    expect(shown.detailedMapState).toBe('PUBLISHED');
    for (const [operation, asked] of road) {
      const again = { ...asked, params: { id: map.id }, version: map.version } as Call<Operation>;
      expect(await world.refused(operation as Operation, again)).toEqual([409, 'STATE_TRANSITION_INVALID']);
    }
  });

  it('maker ≠ checker ≠ publisher: who compiled neither checks nor approves, who approved does not publish', async () => {
    const own = await lineInForce(world, { codeA: '370112000000', codeB: '370181000000' });
    let map = await world.done(collectDetailedMap, { ...officer, body: { lineId: own.id, sourceNote: '档案' } });
    const all = ['PLACE_PROVINCE_CHECKER', 'PLACE_CITY_OFFICER'] as const;
    const token = (subject: string) =>
      world.places.token({
        role: 'PLACE_PROVINCE_OFFICER',
        subject,
        also: all.map((role) => ({ role, division: '370000000000' })),
      });
    const [first, second, third] = [await token('first'), await token('second'), await token('third')];
    const separated = async (operation: Operation, who: string, body: object) => {
      const asked = { token: who, params: { id: map.id }, version: map.version, body } as Call<Operation>;
      return world.refused(operation, asked);
    };
    const [compile, check, review, approve, publish] = road;
    map = await step(map, compile[0], { token: first, body: compile[1].body });
    expect(await separated(checkDetailedMap, first, {})).toEqual([403, 'SEPARATION_OF_DUTIES']);
    map = await step(map, check[0], { token: second, body: {} });
    map = await step(map, review[0], { token: first, body: review[1].body });
    for (const who of [first, second]) {
      expect(await separated(approveDetailedMap, who, approve[1].body)).toEqual([403, 'SEPARATION_OF_DUTIES']);
    }
    map = await step(map, approve[0], { token: third, body: approve[1].body });
    expect(await separated(publishDetailedMap, third, publish[1].body)).toEqual([403, 'SEPARATION_OF_DUTIES']);
    expect(await separated(publishDetailedMap, first, { publishedOn: '2014-04-29' })).toEqual([
      422,
      'DATE_NOT_ALLOWED',
    ]);
  });

  it('of an unknown line or one that is not in force there is none; another county sees none', async () => {
    const unknown = { ...clerk, body: { lineId: randomUUID(), sourceNote: '档案' } };
    expect(await world.refused(collectDetailedMap, unknown)).toEqual([404, 'BOUNDARY_LINE_UNKNOWN']);
    const closed = await lineInForce(world, { codeA: '370104000000', codeB: '370105000000' });
    const end = `update boundary_line set state = 'CLOSED', valid_to = '2014-01-01', closed_reason = 'MERGED' where id = $1`;
    await world.places.rows(end, [closed.id]);
    const late = { ...officer, body: { lineId: closed.id, sourceNote: '档案' } };
    expect(await world.refused(collectDetailedMap, late)).toEqual([409, 'LINE_NOT_IN_FORCE']);
    const all = await world.done(listDetailedMaps, { ...officer, query: { first: 1 } });
    expect(all.items.map(({ lineCode }) => lineCode)).toEqual(['370112-370181']);
    const next = await world.done(listDetailedMaps, { ...officer, query: { after: all.next ?? '' } });
    expect(next.items.map(({ lineCode }) => lineCode)).toEqual(['370181-370321']);
    const foreign = { ...clerk, division: '371722' };
    expect((await world.done(listDetailedMaps, { ...foreign, query: {} })).items).toEqual([]);
    const params = { id: all.items[0]?.id ?? '' };
    expect(await world.refused(getDetailedMap, { ...foreign, params })).toEqual([404, 'MAP_UNKNOWN']);
    const published = await world.done(listDetailedMaps, { ...officer, query: { state: 'PUBLISHED' } });
    expect(published.items).toHaveLength(1);
  });
});
