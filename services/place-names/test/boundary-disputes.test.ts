import { randomUUID } from 'node:crypto';
import {
  agreeBoundaryDispute,
  assessBoundaries,
  closeBoundaryDispute,
  confirmBoundaryEvaluation,
  decideBoundaryDispute,
  fileBoundaryDispute,
  getBoundaryDispute,
  getBoundaryLine,
  listBoundaryDisputes,
  listBoundaryEvaluations,
  listFriendshipActivities,
  mediateBoundaryDispute,
  negotiateBoundaryDispute,
  type Operation,
  type OperationOutputOf,
  recordFriendshipActivity,
  reportBoundaryDispute,
  stabiliseBoundaryDispute,
  surveyBoundaryDispute,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, lineInForce, markerOf, startWorld, type World } from './boundary-world.ts';
import { goTo, planned } from './inspection-steps.ts';

type Dispute = OperationOutputOf<typeof getBoundaryDispute>;

let world: World;
let line: Awaited<ReturnType<typeof lineInForce>>;
const clerk = { role: 'PLACE_COUNTY_CLERK', division: '370181' } as const;
const officer = { role: 'PLACE_PROVINCE_OFFICER' } as const;
const checker = { role: 'PLACE_PROVINCE_CHECKER' } as const;

beforeAll(async () => {
  world = await startWorld();
  line = await lineInForce(world);
});
afterAll(() => world.stop());

const body = (change: object = {}) => ({
  lineId: line.id,
  kind: 'RESOURCE',
  area: '黄河滩地约200亩',
  personsInvolved: 30,
  injuries: 0,
  happenedAt: '2014-04-28T08:00:00+08:00',
  ...change,
});
const reported = (change: object = {}) => world.done(reportBoundaryDispute, { ...clerk, body: body(change) });

async function step(dispute: Dispute, operation: Operation, call: Call<Operation>): Promise<Dispute> {
  const asked = { ...call, params: { id: dispute.id }, version: dispute.version };
  return (await world.done(operation, asked as Call<Operation>)) as Dispute;
}

const road = [
  [stabiliseBoundaryDispute, { ...clerk, body: { measures: '双方停止耕种，维持现状' } }, 'STABILISED'],
  [negotiateBoundaryDispute, { ...clerk, body: {} }, 'NEGOTIATING'],
  [mediateBoundaryDispute, { ...officer, body: { note: '省厅调解' } }, 'MEDIATING'],
  [decideBoundaryDispute, { ...officer, body: { decisionDoc: '鲁政裁〔2014〕1号' } }, 'DECIDED'],
  [surveyBoundaryDispute, { ...clerk, body: { surveyDoc: '勘测1号' } }, 'SURVEYED'],
  [fileBoundaryDispute, { ...officer, body: { filingDoc: '备案1号' } }, 'FILED'],
  [closeBoundaryDispute, { ...checker, body: {} }, 'CLOSED'],
] as const;

describe('the main road of a dispute', () => {
  it('reported, stable, negotiated, mediated, decided, surveyed, filed, closed; the line is flagged meanwhile', async () => {
    let dispute = await reported();
    expect(dispute).toMatchObject({
      state: 'REPORTED',
      handlerLevel: 'PROVINCE',
      provinceDueAt: null,
      reportedLate: false,
    });
    const flag = async () => (await world.done(getBoundaryLine, { ...clerk, params: { id: line.id } })).disputeFlag;
    expect(await flag()).toBe(true);
    for (const [operation, call, state] of road) {
      dispute = await step(dispute, operation, call);
      expect(dispute.state).toBe(state);
    }
    expect(await flag()).toBe(false);
    expect(dispute).toMatchObject({ closedOn: '2014-04-28', decisionDoc: '鲁政裁〔2014〕1号', agreementDoc: null });
    expect(dispute.steps.map(({ action }) => action)).toEqual([
      'report',
      'stabilise',
      'negotiate',
      'mediate',
      'decide',
      'survey',
      'file',
      'close',
    ]);
    const told = (await world.places.published()).filter(({ subject }) => subject === dispute.id);
    expect(told.map(({ type, data }) => [type, (data as { result?: string }).result])).toEqual([
      ['cn.gov.sd.mz.boundary.dispute-opened.v1', undefined],
      ['cn.gov.sd.mz.boundary.dispute-closed.v1', 'DECIDED'],
    ]);
    for (const [operation, call] of [
      ...road,
      [agreeBoundaryDispute, { ...clerk, body: { agreementDoc: '协议' } }],
    ] as const) {
      const asked = { ...call, params: { id: dispute.id }, version: dispute.version } as Call<Operation>;
      expect(await world.refused(operation as Operation, asked)).toEqual([409, 'STATE_TRANSITION_INVALID']);
    }
  });

  it('agreed by negotiation: no mediation, the result says so', async () => {
    let dispute = await reported();
    for (const [operation, call] of road.slice(0, 2)) dispute = await step(dispute, operation, call);
    dispute = await step(dispute, agreeBoundaryDispute, { ...clerk, body: { agreementDoc: '协议1号' } });
    expect(dispute).toMatchObject({ state: 'AGREED', agreementDoc: '协议1号' });
    for (const [operation, call] of road.slice(4)) dispute = await step(dispute, operation, call);
    const told = (await world.places.published()).filter(({ subject }) => subject === dispute.id).at(-1);
    expect(told?.data).toMatchObject({ result: 'AGREED' });
  });

  it('only the common superior mediates, decides and files', async () => {
    let dispute = await reported();
    for (const [operation, call] of road.slice(0, 2)) dispute = await step(dispute, operation, call);
    const city = { role: 'PLACE_CITY_OFFICER', division: '3701', params: { id: dispute.id }, body: {} } as const;
    const mediate = { ...city, version: dispute.version };
    expect(await world.refused(mediateBoundaryDispute, mediate)).toEqual([403, 'NOT_COMMON_SUPERIOR']);
    const foreign = { ...mediate, division: '3717' };
    expect(await world.refused(mediateBoundaryDispute, foreign)).toEqual([404, 'DISPUTE_UNKNOWN']);
    const stale = { ...mediate, ...officer, version: 99 };
    expect(await world.refused(mediateBoundaryDispute, stale)).toEqual([412, 'VERSION_CONFLICT']);
  });
});

describe('boundaryDisputes.report', () => {
  it('a village reports once by its key', async () => {
    const village = { role: 'VILLAGE_ASSISTANT', division: '370321100201', body: body(), key: randomUUID() } as const;
    const dispute = await world.done(reportBoundaryDispute, village);
    expect(await world.done(reportBoundaryDispute, village)).toEqual(dispute);
    const foreign = { ...village, division: '371722101201', key: randomUUID() };
    expect(await world.refused(reportBoundaryDispute, foreign)).toEqual([404, 'BOUNDARY_LINE_UNKNOWN']);
  });

  it('force incident ≤ 2 h to province: in time without, too late with the reason', async () => {
    // The business clock stands at 09:00.
    const inTime = await reported({ kind: 'FORCE_INCIDENT', happenedAt: '2014-04-28T07:00:00+08:00', injuries: 2 });
    expect(inTime).toMatchObject({ provinceDueAt: '2014-04-28T01:00:00.000Z', reportedLate: false, lateReason: null });
    const late = body({ kind: 'FORCE_INCIDENT', happenedAt: '2014-04-28T06:59:59+08:00' });
    expect(await world.refused(reportBoundaryDispute, { ...clerk, body: late })).toEqual([422, 'LATE_REPORT_REASON']);
    const told = await reported({ ...late, lateReason: '通讯中断' });
    expect(told).toMatchObject({ reportedLate: true, lateReason: '通讯中断' });
    const event = (await world.places.published()).find(({ subject }) => subject === told.id);
    expect(event?.data).toMatchObject({ kind: 'FORCE_INCIDENT', reportedLate: true });
  });

  it('nothing of the future', async () => {
    const later = body({ happenedAt: '2014-04-28T09:00:01+08:00' });
    expect(await world.refused(reportBoundaryDispute, { ...clerk, body: later })).toEqual([422, 'DATE_NOT_ALLOWED']);
  });
});

describe('reading disputes', () => {
  it('pages newest first and filters by what is open', async () => {
    const seen: Dispute[] = [];
    let after: string | undefined;
    do {
      const query = { first: 2, ...(after === undefined ? {} : { after }) };
      const page = await world.done(listBoundaryDisputes, { ...clerk, query });
      seen.push(...page.items);
      after = page.next ?? undefined;
    } while (after !== undefined);
    const [row] = await world.places.rows<{ n: number }>('select count(*)::int as n from boundary_dispute');
    expect([seen.length, new Set(seen.map(({ id }) => id)).size]).toEqual([row?.n, row?.n]);
    const closed = await world.done(listBoundaryDisputes, { ...clerk, query: { open: false } });
    expect(closed.items.map(({ state }) => state)).toEqual(['CLOSED', 'CLOSED']);
    const foreign = { ...clerk, division: '371722', params: { id: seen[0]?.id ?? '' } };
    expect(await world.refused(getBoundaryDispute, foreign)).toEqual([404, 'DISPUTE_UNKNOWN']);
  });
});

describe('peaceful boundaries', () => {
  const points = { year: 2014, divisionCode: '370181000000', mechanismPoints: 10, publicityPoints: 3 };
  const city = { role: 'PLACE_CITY_OFFICER', division: '3701' } as const;

  it('92.25 → A from the registers: 3 of 4 disputes solved, on time, 19 of 20 markers, 10 and 3; another office confirms', async () => {
    const own = await startWorld();
    const { id } = await lineInForce(own);
    for (const solved of [true, true, true, false]) {
      let dispute = await own.done(reportBoundaryDispute, { ...clerk, body: { ...body(), lineId: id } });
      const steps = [
        ...road.slice(0, 2),
        [agreeBoundaryDispute, { ...clerk, body: { agreementDoc: '协议' } }],
      ] as const;
      for (const [operation, call] of solved ? steps : []) {
        const asked = { ...call, params: { id: dispute.id }, version: dispute.version };
        dispute = (await own.done(operation as Operation, asked as Call<Operation>)) as Dispute;
      }
    }
    await goTo(own, await planned(own, id), 'FILED');
    const lineOf = { id, lineCode: '370181-370321' };
    for (let serial = 1; serial <= 20; serial += 1) await markerOf(own, lineOf, `${String(serial).padStart(3, '0')}Q`);
    await own.places.rows(`update boundary_marker set condition = 'DAMAGED' where serial = 20`);
    const key = randomUUID();
    const scored = await own.done(assessBoundaries, { ...city, body: points, key });
    expect(scored).toMatchObject({
      forceIncidents: 0,
      disputesOpened: 4,
      disputesSolved: 3,
      inspectionsDue: 1,
      inspectionsOnTime: 1,
      markersTotal: 20,
      markersIntact: 19,
      totalExact: '369/4',
      total: '92.25',
      grade: 'A',
      state: 'ASSESSED',
    });
    expect(await own.done(assessBoundaries, { ...city, body: points, key })).toEqual(scored);
    expect(await own.refused(assessBoundaries, { ...city, body: points })).toEqual([409, 'EVALUATION_EXISTS']);
    const confirm = { params: { id: scored.id }, version: 1, body: {} };
    const same = { ...checker, ...confirm, subject: 'test-place_city_officer-370100000000' };
    expect(await own.refused(confirmBoundaryEvaluation, same)).toEqual([403, 'SEPARATION_OF_DUTIES']);
    const confirmed = await own.done(confirmBoundaryEvaluation, { ...checker, ...confirm });
    expect(confirmed).toMatchObject({ state: 'CONFIRMED', confirmedOn: '2014-04-28', version: 2 });
    const again = { ...checker, ...confirm, version: 2 };
    expect(await own.refused(confirmBoundaryEvaluation, again)).toEqual([409, 'STATE_TRANSITION_INVALID']);
    const list = async (division: string) =>
      (await own.done(listBoundaryEvaluations, { role: city.role, division, query: { year: 2014 } })).items.length;
    expect([await list('3701'), await list('3717')]).toEqual([1, 0]);
    await own.stop();
  });

  it('any force incident = 0 and grade FAIL', async () => {
    const scored = await world.done(assessBoundaries, { ...city, body: points });
    expect(scored.grade).toBe('FAIL');
    expect(scored.forceIncidents).toBe(2);
  });

  it.each([
    ['eleven points of ten', { mechanismPoints: 11 }, [422, 'POINTS_TOO_MANY']],
    ['six points of five', { publicityPoints: 6 }, [422, 'POINTS_TOO_MANY']],
    ['a township', { divisionCode: '370181101000' }, [422, 'CODE_LEVEL']],
    ['a code that holds no longer', { divisionCode: '370802000000' }, [422, 'CODE_NOT_VALID_ON']],
    ['next year', { year: 2015 }, [422, 'DATE_NOT_ALLOWED']],
    ['another city', { divisionCode: '371722000000' }, [403, 'SCOPE_FORBIDDEN']],
  ])('%s', async (_, change, answer) => {
    const asked = { ...city, body: { ...points, divisionCode: '370112000000', ...change } };
    expect(await world.refused(assessBoundaries, asked)).toEqual(answer);
  });
});

describe('friendship activities', () => {
  it('are recorded once by a key and listed newest first; not in the future, not along a foreign line', async () => {
    const activity = {
      lineId: line.id,
      kind: 'CULTURE',
      heldOn: '2014-04-27',
      partners: ['章丘市', '桓台县'],
      description: '联谊',
    };
    const call = { ...clerk, body: activity, key: randomUUID() };
    const recorded = await world.done(recordFriendshipActivity, call);
    expect(recorded).toMatchObject({ lineCode: '370181-370321', partners: ['章丘市', '桓台县'] });
    expect(await world.done(recordFriendshipActivity, call)).toEqual(recorded);
    const older = { ...clerk, body: { ...activity, heldOn: '2014-03-01' } };
    await world.done(recordFriendshipActivity, older);
    const { items } = await world.done(listFriendshipActivities, { ...clerk, query: { lineId: line.id } });
    expect(items.map(({ heldOn }) => heldOn)).toEqual(['2014-04-27', '2014-03-01']);
    const tomorrow = { ...clerk, body: { ...activity, heldOn: '2014-04-29' } };
    expect(await world.refused(recordFriendshipActivity, tomorrow)).toEqual([422, 'DATE_NOT_ALLOWED']);
    const foreign = { ...call, division: '371722', key: randomUUID() };
    expect(await world.refused(recordFriendshipActivity, foreign)).toEqual([404, 'BOUNDARY_LINE_UNKNOWN']);
  });
});
