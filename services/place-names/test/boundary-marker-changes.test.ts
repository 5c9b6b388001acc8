import { randomUUID } from 'node:crypto';
import {
  checkMarkerChange,
  decideMarkerChange,
  getBoundaryMarker,
  getMarkerChange,
  getMarkerIncident,
  listBoundaryMarkers,
  listMarkerChanges,
  listMarkerVersions,
  moveBoundaryMarker,
  type OperationOutputOf,
  removeBoundaryMarker,
  replaceBoundaryMarker,
  reportMarkerIncident,
  verifyMarkerIncident,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicMarkers } from '../src/boundaries/index.ts';
import {
  approvedChange,
  checkedChange,
  lineInForce,
  markerBody,
  markerOf,
  startWorld,
  type World,
} from './boundary-world.ts';

type Change = OperationOutputOf<typeof getMarkerChange>;

let world: World;
let line: Awaited<ReturnType<typeof lineInForce>>;
let serial = 0;
const clerk = { role: 'PLACE_COUNTY_CLERK', division: '370181' } as const;
const other = { role: 'PLACE_COUNTY_CLERK', division: '370321' } as const;
const checker = { role: 'PLACE_COUNTY_CHECKER', division: '370181' } as const;
const province = { role: 'PLACE_PROVINCE_CHECKER' } as const;
const { setOn: _, ...place } = markerBody;
const agreed = { protocolDoc: '联界字〔2014〕3号', reason: '河道变迁，原址已入水' };
const moved = { ...place, ...agreed, lon: 117.66, movedOn: '2014-04-20' };

beforeAll(async () => {
  world = await startWorld();
  line = await lineInForce(world);
});
afterAll(() => world.stop());

function freshMarker() {
  serial += 1;
  return markerOf(world, line, `${String(serial).padStart(3, '0')}Q`);
}

async function proposedMove(change: object = {}): Promise<Change> {
  const { id } = await freshMarker();
  return world.done(moveBoundaryMarker, { ...clerk, params: { id }, version: 1, body: { ...moved, ...change } });
}

const markerNow = (id: string) => world.done(getBoundaryMarker, { ...clerk, params: { id } });
const versionsOf = async (id: string) => (await world.done(listMarkerVersions, { ...clerk, params: { id } })).items;
const answerTo = ({ id, version }: Pick<Change, 'id' | 'version'>, body: object) => ({ params: { id }, version, body });

describe('§12: the province approves a change of a marker', () => {
  it('proposed by a county, checked by another person, approved by the province: until then the register stays', async () => {
    const marker = await freshMarker();
    const call = { ...clerk, params: { id: marker.id }, version: 1, body: moved };
    const key = randomUUID();
    const change = await world.done(moveBoundaryMarker, { ...call, key });
    expect(change).toMatchObject({ kind: 'MOVE', state: 'PROPOSED', markerId: marker.id, lon: 117.66, version: 1 });
    expect(await world.done(moveBoundaryMarker, { ...call, key })).toEqual(change);
    const checked = await world.done(checkMarkerChange, { ...checker, ...answerTo(change, { accept: true }) });
    expect(checked).toMatchObject({ state: 'CHECKED', checkedOn: '2014-04-28', version: 2 });
    expect(await markerNow(marker.id)).toEqual(marker);
    const decided = await world.done(decideMarkerChange, { ...province, ...answerTo(checked, { accept: true }) });
    expect(decided).toMatchObject({ state: 'APPROVED', decidedOn: '2014-04-28', resultId: marker.id, version: 3 });
    expect(await markerNow(marker.id)).toMatchObject({
      lon: 117.66,
      setOn: '1999-05-01',
      condition: 'INTACT',
      version: 2,
    });
    expect(await versionsOf(marker.id)).toMatchObject([
      { no: 2, validFrom: '2014-04-20', validTo: null, lon: 117.66, changeId: change.id },
      { no: 1, validFrom: '1999-05-01', validTo: '2014-04-20', lon: 117.65 },
    ]);
    const trail = await world.places.rows<{ action: string }>(
      `select action from audit_log where record_type = 'marker_change' and record_id = $1 order by seq`,
      [change.id],
    );
    const actions = ['boundaryMarkers.move', 'markerChanges.check', 'markerChanges.decide'];
    expect(trail.map(({ action }) => action)).toEqual(actions);
  });

  it('the public sees a marker where it stood on the day', async () => {
    const change = await approvedChange(world, await proposedMove());
    const at = async (day: string) =>
      (await publicMarkers(world.places.kit, day)).find(({ markerCode }) => markerCode === change.markerCode)?.lon;
    expect([await at('2014-04-19'), await at('2014-04-20')]).toEqual([117.65, 117.66]);
  });

  it('maker ≠ checker ≠ publisher: nobody speaks twice', async () => {
    const proposedBy = { role: 'PLACE_PROVINCE_OFFICER', subject: 'test-one-person' } as const;
    const { id } = await freshMarker();
    const change = await world.done(moveBoundaryMarker, { ...proposedBy, params: { id }, version: 1, body: moved });
    const yes = answerTo(change, { accept: true });
    expect(await world.refused(checkMarkerChange, { ...proposedBy, ...yes })).toEqual([403, 'SEPARATION_OF_DUTIES']);
    const checked = await checkedChange(world, change);
    for (const subject of ['test-one-person', 'test-marker-check']) {
      const call = { ...province, subject, ...answerTo(checked, { accept: true }) };
      expect(await world.refused(decideMarkerChange, call)).toEqual([403, 'SEPARATION_OF_DUTIES']);
    }
    expect((await world.done(getMarkerChange, { ...clerk, params: { id: change.id } })).state).toBe('CHECKED');
  });

  it('the province does not decide what nobody checked; a county clerk does neither', async () => {
    const change = await proposedMove();
    const yes = answerTo(change, { accept: true });
    expect(await world.refused(decideMarkerChange, { ...province, ...yes })).toEqual([409, 'STATE_TRANSITION_INVALID']);
    for (const operation of [checkMarkerChange, decideMarkerChange])
      expect(await world.refused(operation, { ...clerk, ...yes })).toEqual([403, 'ROLE_NOT_PERMITTED']);
    const foreign = { role: 'PLACE_COUNTY_CHECKER', division: '371722', ...yes } as const;
    expect(await world.refused(checkMarkerChange, foreign)).toEqual([404, 'MARKER_CHANGE_UNKNOWN']);
    const stale = { ...checker, ...yes, version: 9 };
    expect(await world.refused(checkMarkerChange, stale)).toEqual([412, 'VERSION_CONFLICT']);
  });

  it('a no says why and leaves the register; then another change may be proposed', async () => {
    const change = await proposedMove();
    const no = answerTo(change, { accept: false });
    expect(await world.refused(checkMarkerChange, { ...checker, ...no })).toEqual([422, 'MARKER_REMARK_REQUIRED']);
    const body = { accept: false, remark: '未附复测成果' };
    const returned = await world.done(checkMarkerChange, { ...checker, ...answerTo(change, body) });
    expect(returned).toMatchObject({ state: 'RETURNED', remark: '未附复测成果', resultId: null });
    const again = { ...clerk, params: { id: change.markerId ?? '' }, version: 1, body: moved };
    const next = await checkedChange(world, await world.done(moveBoundaryMarker, again));
    const refused = await world.done(decideMarkerChange, { ...province, ...answerTo(next, body) });
    expect(refused.state).toBe('REFUSED');
    expect(await markerNow(change.markerId ?? '')).toMatchObject({ lon: 117.65, version: 1 });
  });
});

describe('what is refused', () => {
  it('a second change while one waits; a stale version; a day that is none', async () => {
    const { id } = await freshMarker();
    const call = { ...clerk, params: { id }, version: 1 };
    for (const movedOn of ['1999-05-01', '2014-04-29']) {
      expect(await world.refused(moveBoundaryMarker, { ...call, body: { ...moved, movedOn } })).toEqual([
        422,
        'DATE_NOT_ALLOWED',
      ]);
    }
    expect(await world.refused(moveBoundaryMarker, { ...call, version: 2, body: moved })).toEqual([
      412,
      'VERSION_CONFLICT',
    ]);
    await world.done(moveBoundaryMarker, { ...call, body: moved });
    expect(await world.refused(moveBoundaryMarker, { ...call, body: moved })).toEqual([409, 'MARKER_CHANGE_OPEN']);
    const body = { ...agreed, removedOn: '2014-04-21' };
    expect(await world.refused(removeBoundaryMarker, { ...call, body })).toEqual([409, 'MARKER_CHANGE_OPEN']);
  });

  it.each([
    ['coordinates swapped', { lon: 36.9, lat: 117.65 }, 422, 'LONLAT_SWAPPED'],
    ['more than 50 m off the line without a reason', { lat: 36.9005 }, 422, 'GEOM_OFF_LINE'],
    ['no agreement of both sides', { protocolDoc: undefined }, 400, 'INPUT_INVALID'],
    ['no reason', { reason: undefined }, 400, 'INPUT_INVALID'],
  ])('a move with %s', async (_name, change, status, code) => {
    const { id } = await freshMarker();
    const call = { ...clerk, params: { id }, version: 1, body: { ...moved, ...change } };
    expect(await world.refused(moveBoundaryMarker, call)).toEqual([status, code]);
  });

  it('a move back before the last one', async () => {
    const { markerId } = await approvedChange(world, await proposedMove());
    const call = { ...clerk, params: { id: markerId ?? '' }, version: 2, body: { ...moved, movedOn: '2014-04-20' } };
    expect(await world.refused(moveBoundaryMarker, call)).toEqual([422, 'DATE_NOT_ALLOWED']);
  });

  it('what the office does not see, and what there is not', async () => {
    const { id } = await freshMarker();
    const foreign = {
      role: 'PLACE_COUNTY_CLERK',
      division: '371722',
      params: { id },
      version: 1,
      body: moved,
    } as const;
    expect(await world.refused(moveBoundaryMarker, foreign)).toEqual([404, 'MARKER_UNKNOWN']);
    const none = { ...clerk, params: { id: randomUUID() } };
    expect(await world.refused(listMarkerVersions, none)).toEqual([404, 'MARKER_UNKNOWN']);
    expect(await world.refused(getMarkerChange, none)).toEqual([404, 'MARKER_CHANGE_UNKNOWN']);
  });
});

describe('a marker that is lost for good', () => {
  const lost = { ...agreed, removedOn: '2014-04-25' };

  async function reportedLoss() {
    const { id: markerId } = await freshMarker();
    const body = { markerId, kind: 'MISSING', foundOn: '2014-04-20', description: '界桩不见' } as const;
    return world.done(reportMarkerIncident, { ...clerk, body });
  }

  it('one side alone does not strike it off; when both have verified, the incident ends with the change', async () => {
    const incident = await reportedLoss();
    const call = { ...clerk, params: { id: incident.markerId }, version: 2, body: lost };
    expect(await world.refused(removeBoundaryMarker, call)).toEqual([409, 'BOTH_SIDES_REQUIRED']);
    let seen = incident;
    for (const [who, side] of [
      [clerk, 'A'],
      [other, 'B'],
    ] as const) {
      const body = { side, verifiedOn: '2014-04-22', cause: 'NATURAL' } as const;
      seen = await world.done(verifyMarkerIncident, { ...who, params: { id: seen.id }, version: seen.version, body });
    }
    const approved = await approvedChange(world, await world.done(removeBoundaryMarker, call));
    expect(approved).toMatchObject({ kind: 'REMOVE', state: 'APPROVED', resultId: null, lon: null });
    const gone = await markerNow(incident.markerId);
    expect(gone).toMatchObject({ condition: 'MISSING', removedOn: '2014-04-25', replacedById: null });
    expect(await versionsOf(incident.markerId)).toMatchObject([{ no: 1, validTo: '2014-04-25' }]);
    const ended = await world.done(getMarkerIncident, { ...clerk, params: { id: incident.id } });
    expect(ended).toMatchObject({ state: 'CHANGED', overdue: false });
    const told = (await world.places.published()).filter(({ subject }) => subject === incident.id);
    expect(told.at(-1)).toMatchObject({ data: { state: 'CHANGED' } });
    const { items } = await world.done(listBoundaryMarkers, { ...clerk, query: { lineId: line.id, first: 200 } });
    expect(items.map(({ id }) => id)).not.toContain(incident.markerId);
    const again = { ...call, version: gone.version };
    expect(await world.refused(removeBoundaryMarker, again)).toEqual([409, 'MARKER_REMOVED']);
    // Its number is free again.
    const code = approved.markerCode.slice(-4);
    expect((await markerOf(world, line, code)).markerCode).toBe(approved.markerCode);
  });

  it('what one side reports while a change waits stops the approval', async () => {
    const { id } = await freshMarker();
    const change = await world.done(removeBoundaryMarker, { ...clerk, params: { id }, version: 1, body: lost });
    const checked = await checkedChange(world, change);
    const body = { markerId: id, kind: 'MOVED', foundOn: '2014-04-26', description: '被移动' } as const;
    await world.done(reportMarkerIncident, { ...other, body });
    const call = { ...province, ...answerTo(checked, { accept: true }) };
    expect(await world.refused(decideMarkerChange, call)).toEqual([409, 'BOTH_SIDES_REQUIRED']);
    expect((await markerNow(id)).removedOn).toBeNull();
  });
});

it('changes of a line are listed with the newest first, by state and by marker, page by page', async () => {
  const change = await proposedMove();
  const query = { lineId: line.id, state: 'PROPOSED', first: 1 } as const;
  const one = await world.done(listMarkerChanges, { ...clerk, query });
  expect(one.items).toHaveLength(1);
  const rest = await world.done(listMarkerChanges, {
    ...clerk,
    query: { ...query, first: 200, after: one.next ?? '' },
  });
  const ids = [...one.items, ...rest.items].map(({ id }) => id);
  expect(ids).toContain(change.id);
  expect(new Set(ids).size).toBe(ids.length);
  const own = await world.done(listMarkerChanges, { ...clerk, query: { markerId: change.markerId ?? '' } });
  expect(own.items.map(({ kind }) => kind).toSorted()).toEqual(['MOVE', 'SET']);
  const elsewhere = { role: 'PLACE_COUNTY_CLERK', division: '371722', query: {} } as const;
  expect((await world.done(listMarkerChanges, elsewhere)).items).toEqual([]);
});

it('a replacement keeps the number, and the line of records leads on', async () => {
  const { id } = await freshMarker();
  const body = { ...markerBody, setOn: '2014-04-20', protocolDoc: '联界字〔2014〕5号' };
  const city = { role: 'PLACE_CITY_OFFICER', division: '3701' } as const;
  const change = await world.done(replaceBoundaryMarker, { ...city, params: { id }, version: 1, body });
  const { resultId } = await approvedChange(world, change);
  expect(await markerNow(id)).toMatchObject({ condition: 'REPLACED', replacedById: resultId });
  expect(await versionsOf(resultId ?? '')).toMatchObject([{ no: 1, validFrom: '2014-04-20', changeId: change.id }]);
});
