import { randomUUID } from 'node:crypto';
import {
  addFinding,
  closeFindings,
  endField,
  fileBoundaryInspection,
  getBoundaryLine,
  handleFinding,
  inspectionProgress,
  inspectionReportPdf,
  listBoundaryInspections,
  type Operation,
  planBoundaryInspections,
  prepareBoundaryInspection,
  signProtocol,
  startBoundaryInspection,
} from '@mz/contracts';
import { pdfText } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anhuiLine, type Call, lineInForce, markerOf, startWorld, type World } from './boundary-world.ts';
import { filer, goTo, offices, planned, planner, road, shown, take } from './inspection-steps.ts';

let world: World;
let line: Awaited<ReturnType<typeof lineInForce>>;
const { A, B } = offices;

beforeAll(async () => {
  world = await startWorld();
  line = await lineInForce(world);
});
afterAll(() => world.stop());

/** A world of its own where a test needs an untouched line. */
async function freshLine() {
  const own = await startWorld();
  return { own, inspection: await planned(own, (await lineInForce(own)).id) };
}

describe('the main road', () => {
  it('planned, notified, prepared by both, field, findings, protocol of both, report, filed; then no step is left', async () => {
    let inspection = await planned(world, line.id);
    expect(inspection).toMatchObject({
      state: 'PLANNED',
      kind: 'REGULAR',
      cycleNo: 1,
      leadSide: 'A',
      plannedKm: '51.400',
      dueOn: '2014-12-31',
      filingAuthority: 'PROVINCE',
      sides: [
        { sideCode: '370181000000', lead: true },
        { sideCode: '370321000000', lead: false },
      ],
    });
    for (const step of road) {
      inspection = await take(world, inspection, step);
      expect([step.operation.id, inspection.state]).toEqual([step.operation.id, step.to]);
    }
    expect(inspection).toMatchObject({
      photoIds: ['照片1'],
      inspectedKm: '51.400',
      warnings: [],
      protocolSignedOn: '2014-04-28',
    });
    const told = (await world.places.published()).filter(({ subject }) => subject === inspection.id);
    expect(told).toMatchObject([
      {
        type: 'cn.gov.sd.mz.boundary.inspection-filed.v1',
        divisioncode: '370181000000',
        data: { lineCode: '370181-370321', planYear: 2014, inspectedM: 51_400, filedOn: '2014-04-28' },
      },
    ]);
    for (const { operation, call } of road) {
      const asked = { ...call(inspection), params: { id: inspection.id }, version: inspection.version };
      const answer = await world.refused(operation, asked as Call<Operation>);
      expect([operation.id, ...answer]).toEqual([operation.id, 409, 'STATE_TRANSITION_INVALID']);
    }
    expect((await shown(world, inspection.id)).version).toBe(inspection.version);
    // Filed in 2014: due again in 2019.
    expect(await world.done(getBoundaryLine, { ...planner, params: { id: line.id } })).toMatchObject({
      dueYear: 2019,
      overdue: false,
    });
  });

  it('the next cycle is led by the other side', async () => {
    const next = await planned(world, line.id, { planYear: 2019 });
    expect(next).toMatchObject({ cycleNo: 2, leadSide: 'B' });
    expect(next.sides.map(({ lead }) => lead)).toEqual([false, true]);
  });
});

describe('boundaryInspections.plan', () => {
  it('by one key twice: planned once', async () => {
    const own = await lineInForce(world, { codeA: '370112000000', codeB: '370181000000' });
    const body = { planYear: 2014, planDoc: '计划', kind: 'REGULAR', lines: [{ lineId: own.id, plannedKm: '10' }] };
    const key = randomUUID();
    const first = await world.done(planBoundaryInspections, { ...planner, body, key });
    expect(await world.done(planBoundaryInspections, { ...planner, body, key })).toEqual(first);
    expect(await world.refused(planBoundaryInspections, { ...planner, body })).toEqual([409, 'INSPECTION_OPEN']);
  });

  it.each([
    ['an extra inspection without its cause', { kind: 'EXTRA' }, [422, 'CAUSE_REQUIRED']],
    ['a regular one with a cause', { cause: 'DISASTER' }, [422, 'CAUSE_REQUIRED']],
    ['a year that is over', { planYear: 2013 }, [422, 'DATE_NOT_ALLOWED']],
    ['an unknown line', { lines: [{ lineId: randomUUID(), plannedKm: '10' }] }, [404, 'BOUNDARY_LINE_UNKNOWN']],
  ])('%s', async (_, change, answer) => {
    const lines = [{ lineId: line.id, plannedKm: '10' }];
    const body = { planYear: 2014, planDoc: '计划', kind: 'REGULAR', lines, ...change };
    expect(await world.refused(planBoundaryInspections, { ...planner, body })).toEqual(answer);
  });

  it.each([
    ['a line twice', ['10', '10'], 'LINE_TWICE'],
    ['metres typed as kilometres', ['51400'], 'UNIT_SUSPECT'],
    ['nothing', ['0'], 'LENGTH_ZERO'],
  ])('%s', async (_, lengths, code) => {
    const lines = lengths.map((plannedKm) => ({ lineId: line.id, plannedKm }));
    const body = { planYear: 2020, planDoc: '计划', kind: 'REGULAR', lines };
    expect(await world.refused(planBoundaryInspections, { ...planner, body })).toEqual([422, code]);
  });

  it('extra inspection on natural disaster, beside the running cycle', async () => {
    const extra = await planned(world, line.id, { kind: 'EXTRA', cause: 'RIVER_SHIFT' });
    expect(extra).toMatchObject({ kind: 'EXTRA', cause: 'RIVER_SHIFT', cycleNo: 2, leadSide: 'B' });
  });
});

describe('both sides', () => {
  it('a side acts for itself, once; nobody for both', async () => {
    const { own, inspection } = await freshLine();
    const body = { side: 'A', jointGroup: '组', crew: 3, budgetFen: 100 };
    const call = { params: { id: inspection.id }, version: 1, body };
    const early = await own.refused(prepareBoundaryInspection, { ...A.clerk, ...call });
    expect(early).toEqual([409, 'STATE_TRANSITION_INVALID']);
    const [notify] = road;
    if (notify === undefined) throw new Error('no road');
    const ready = await take(own, inspection, notify);
    const asked = { ...call, version: ready.version };
    expect(await own.refused(prepareBoundaryInspection, { ...B.clerk, ...asked })).toEqual([403, 'SCOPE_FORBIDDEN']);
    const broke = { ...asked, body: { ...body, budgetFen: -1 } };
    expect(await own.refused(prepareBoundaryInspection, { ...A.clerk, ...broke })).toEqual([422, 'AMOUNT_INVALID']);
    const both = { role: 'PLACE_PROVINCE_OFFICER' } as const;
    const one = await own.done(prepareBoundaryInspection, { ...both, ...asked });
    const other = { ...asked, version: one.version, body: { ...body, side: 'B' } };
    expect(await own.refused(prepareBoundaryInspection, { ...both, ...other })).toEqual([403, 'BOTH_SIDES_ONE_PERSON']);
    const twice = { ...asked, version: one.version };
    expect(await own.refused(prepareBoundaryInspection, { ...A.clerk, ...twice })).toEqual([409, 'SIDE_ACTED']);
    await own.stop();
  });

  it('only the lead side starts and ends the field; both sign one protocol', async () => {
    const { own, inspection } = await freshLine();
    const ready = await goTo(own, inspection, 'PREPARED');
    const start = { params: { id: ready.id }, version: ready.version, body: { startedOn: '2014-04-28' } };
    expect(await own.refused(startBoundaryInspection, { ...B.clerk, ...start })).toEqual([403, 'LEAD_SIDE_ONLY']);
    const early = { ...start, body: { startedOn: '2014-04-27' } };
    expect(await own.refused(startBoundaryInspection, { ...A.clerk, ...early })).toEqual([422, 'DATE_NOT_ALLOWED']);
    let current = ready;
    for (const step of road.slice(3, 7)) current = await take(own, current, step);
    const sign = { params: { id: current.id }, version: current.version, body: { side: 'B', protocolDoc: '另一份' } };
    expect(await own.refused(signProtocol, { ...B.city, ...sign })).toEqual([409, 'PROTOCOL_DIFFERS']);
    await own.stop();
  });

  it('who planned or signed does not file; the day of filing is not before the report', async () => {
    const { own, inspection } = await freshLine();
    const reported = await goTo(own, inspection, 'REPORT_SUBMITTED');
    const file = { params: { id: reported.id }, version: reported.version };
    const body = { filingDoc: '备案', filedOn: '2014-04-28' };
    const planning = { ...file, body, role: filer.role, subject: planner.subject };
    expect(await own.refused(fileBoundaryInspection, planning)).toEqual([403, 'SEPARATION_OF_DUTIES']);
    const early = { ...file, ...filer, body: { ...body, filedOn: '2014-04-27' } };
    expect(await own.refused(fileBoundaryInspection, early)).toEqual([422, 'DATE_NOT_ALLOWED']);
    await own.stop();
  });

  it('皖鲁: Anhui leads by its letters, the ministry files', async () => {
    const anhui = await anhuiLine(world);
    const inspection = await planned(world, anhui.id);
    expect(inspection).toMatchObject({ leadSide: 'A', filingAuthority: 'MCA' });
    const [notify] = road;
    if (notify === undefined) throw new Error('no road');
    const notified = await take(world, inspection, notify);
    const body = { side: 'A', jointGroup: '皖鲁联检组', crew: 10, budgetFen: 1 };
    const call = { params: { id: inspection.id }, version: notified.version };
    expect(await world.refused(prepareBoundaryInspection, { ...planner, ...call, body })).toEqual([
      422,
      'PARTNER_DOC_REQUIRED',
    ]);
    const letter = { ...body, partnerDoc: '皖民函〔2014〕2号' };
    const prepared = await world.done(prepareBoundaryInspection, { ...planner, ...call, body: letter });
    expect(prepared.sides[0]).toMatchObject({ sideCode: '340000000000', partnerDoc: '皖民函〔2014〕2号' });
  });
});

describe('findings', () => {
  it('are entered in the field, dealt with, and only then the field closes', async () => {
    const { own, inspection } = await freshLine();
    const early = { ...A.clerk, body: { inspectionId: inspection.id, kind: 'MARKER', description: '界桩歪斜' } };
    expect(await own.refused(addFinding, early)).toEqual([409, 'STATE_TRANSITION_INVALID']);
    let current = await goTo(own, inspection, 'PREPARED');
    const field = road[3];
    if (field === undefined) throw new Error('no road');
    current = await take(own, current, field);
    const marker = await markerOf(own, { id: inspection.lineId, lineCode: inspection.lineCode }, '001Q');
    const body = { inspectionId: inspection.id, kind: 'MARKER', description: '界桩歪斜', markerId: marker.id };
    const key = randomUUID();
    const entered = await own.done(addFinding, { ...B.clerk, body, key });
    expect(await own.done(addFinding, { ...B.clerk, body, key })).toEqual(entered);
    expect(entered.findings).toHaveLength(1);
    const unknown = { ...B.clerk, body: { ...body, markerId: randomUUID() } };
    expect(await own.refused(addFinding, unknown)).toEqual([404, 'MARKER_UNKNOWN']);
    const close = { ...A.clerk, params: { id: inspection.id }, body: {} };
    const open = await own.places.call(closeFindings, {
      token: await own.as(A.clerk.role, A.clerk.division),
      params: close.params,
      body: {},
      version: entered.version,
    });
    expect(open).toMatchObject({
      status: 409,
      body: { errors: [{ code: 'FIELD_NOT_ENDED' }, { code: 'FINDINGS_OPEN' }] },
    });
    const finding = entered.findings[0];
    const handle = { ...B.clerk, params: close.params, version: entered.version };
    const handled = { findingId: finding?.id, handling: '已扶正加固', handledOn: '2014-04-28' };
    const other = { ...handle, body: { ...handled, findingId: randomUUID() } };
    expect(await own.refused(handleFinding, other)).toEqual([404, 'FINDING_UNKNOWN']);
    const done = await own.done(handleFinding, { ...handle, body: handled });
    expect(done.findings).toMatchObject([{ handling: '已扶正加固', handledOn: '2014-04-28' }]);
    const again = { ...handle, version: done.version, body: handled };
    expect(await own.refused(handleFinding, again)).toEqual([409, 'STATE_TRANSITION_INVALID']);
    await own.stop();
  });
});

describe('lengths and progress', () => {
  it('km count at FIELD end, a line when it is FILED; too much is a LENGTH_MISMATCH warning', async () => {
    const { own, inspection } = await freshLine();
    let current = await goTo(own, inspection, 'PREPARED');
    const field = road[3];
    if (field === undefined) throw new Error('no road');
    current = await take(own, current, field);
    const progress = () => own.done(inspectionProgress, { ...planner, query: { year: 2014 } });
    expect(await progress()).toMatchObject({
      filedLines: 0,
      inspectedKm: '0.000',
      targetLines: 114,
      targetKm: '5865.000',
    });
    const end = { ...A.clerk, params: { id: current.id }, version: current.version };
    const measured = (inspectedKm: string) => ({ ...end, body: { endedOn: '2014-04-28', inspectedKm } });
    expect(await own.refused(endField, measured('52429'))).toEqual([422, 'UNIT_SUSPECT']);
    expect(await own.refused(endField, measured('0'))).toEqual([422, 'LENGTH_ZERO']);
    current = await own.done(endField, measured('52.429'));
    expect(current.warnings).toEqual(['LENGTH_MISMATCH']);
    expect(await progress()).toMatchObject({
      filedLines: 0,
      linesPercent: '0.0',
      inspectedKm: '52.429',
      kmPercent: '0.9',
    });
    for (const step of road.slice(5)) current = await take(own, current, step);
    expect(await progress()).toMatchObject({ filedLines: 1, linesPercent: '0.9', done: false });
    await own.stop();
  });
});

describe('reading inspections', () => {
  it('pages newest first; filters; after Dec 31 what is not filed is overdue; another county sees none', async () => {
    const { own, inspection } = await freshLine();
    const list = async (query: object, who: object = planner) =>
      (await own.done(listBoundaryInspections, { ...who, query })).items.map(({ id }) => id);
    expect(await list({ planYear: 2014, state: 'PLANNED', lineId: inspection.lineId })).toEqual([inspection.id]);
    expect(await list({ planYear: 2015 })).toEqual([]);
    expect(await list({ overdue: true })).toEqual([]);
    expect(await list({}, { ...A.clerk, division: '371722' })).toEqual([]);
    expect(await list({}, B.clerk)).toEqual([inspection.id]);
    await own.places.setToday('2015-01-01');
    expect(await list({ overdue: true })).toEqual([inspection.id]);
    await own.stop();
  });
});

describe('the report', () => {
  it('is a PDF whose Chinese text extracts as text: names, lengths, findings, markers; no custodian', async () => {
    const { own, inspection } = await freshLine();
    await markerOf(own, { id: inspection.lineId, lineCode: inspection.lineCode }, '001Q');
    await goTo(own, inspection, 'FILED');
    const path = inspectionReportPdf.path.replace('{id}', inspection.id);
    const headers = { authorization: `Bearer ${await own.as('PLACE_COUNTY_CLERK', '370321')}` };
    const pdf = await own.places.inject({ method: 'GET', url: path, headers });
    expect([pdf.statusCode, pdf.headers['content-type']]).toEqual([200, 'application/pdf']);
    expect(pdf.rawPayload.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    const texts = await pdfText(pdf.rawPayload);
    expect(texts[0]).toBe('行政区域界线联合检查报告');
    expect(texts).toEqual(
      expect.arrayContaining([
        '章丘市—桓台县线',
        '370181-370321',
        '定期联检（第1轮）',
        '51.400',
        '20000.00',
        '370181370321001Q',
        '完好',
        '已备案',
        '鲁民备〔2014〕1号 2014-04-28',
      ]),
    );
    const foreign = { authorization: `Bearer ${await own.as('PLACE_COUNTY_CLERK', '371722')}` };
    const refused = await own.places.inject({ method: 'GET', url: path, headers: foreign });
    expect(refused.json()).toMatchObject({ status: 404, code: 'INSPECTION_UNKNOWN' });
    await own.stop();
  });
});
