import { randomUUID } from 'node:crypto';
import {
  dismissMarkerIncident,
  getBoundaryMarker,
  getMarkerIncident,
  listMarkerIncidents,
  type OperationOutputOf,
  proposePenalty,
  recordPenalty,
  reportMarkerIncident,
  restoreBoundaryMarker,
  verifyMarkerIncident,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anhuiLine, lineInForce, markerBody, markerOf, startWorld, type World } from './boundary-world.ts';

type Incident = OperationOutputOf<typeof getMarkerIncident>;

let world: World;
let line: Awaited<ReturnType<typeof lineInForce>>;
let serial = 0;
const a = { role: 'PLACE_COUNTY_CLERK', division: '370181' } as const;
const b = { role: 'PLACE_COUNTY_CLERK', division: '370321' } as const;

beforeAll(async () => {
  world = await startWorld();
  line = await lineInForce(world);
});
afterAll(() => world.stop());

function freshMarker() {
  serial += 1;
  return markerOf(world, line, `${String(serial).padStart(3, '0')}Q`);
}

const found = { kind: 'MISSING', foundOn: '2014-04-27', description: '界桩不见' } as const;

/** An incident of a new marker, reported from a township of one side. */
async function reported(): Promise<Incident> {
  const { id: markerId } = await freshMarker();
  const body = { ...found, markerId };
  return world.done(reportMarkerIncident, { role: 'PLACE_TOWN_CLERK', division: '370181101', body });
}

function verify(incident: Incident, who: typeof a | typeof b, change: object = {}) {
  const side = who === a ? 'A' : 'B';
  const body = { side, verifiedOn: '2014-04-28', cause: 'WILFUL_DAMAGE', ...change };
  return { ...who, params: { id: incident.id }, version: incident.version, body };
}

/** Seen by both sides. */
async function verified(): Promise<Incident> {
  const first = await world.done(verifyMarkerIncident, verify(await reported(), a));
  return world.done(verifyMarkerIncident, verify(first, b));
}

const place = { lon: markerBody.lon, lat: markerBody.lat };
const restored = { ...place, restoredOn: '2014-04-28', document: '复位测量〔2014〕1号' };

describe('markerIncidents.report', () => {
  it('a township reports once: the marker is MISSING, both sides verify in 10 wd, the event has no name in it', async () => {
    const marker = await freshMarker();
    const call = { role: 'PLACE_TOWN_CLERK', division: '370321100', body: { ...found, markerId: marker.id } } as const;
    const key = randomUUID();
    const incident = await world.done(reportMarkerIncident, { ...call, key });
    // 05-01 to 05-03 of 2014 are holidays, Sunday 05-04 is worked.
    expect(incident).toMatchObject({ state: 'REPORTED', cause: 'UNKNOWN', verifyDueOn: '2014-05-13', overdue: false });
    expect(await world.done(reportMarkerIncident, { ...call, key })).toEqual(incident);
    expect(await world.refused(reportMarkerIncident, call)).toEqual([409, 'INCIDENT_OPEN']);
    const seen = await world.done(getBoundaryMarker, { ...a, params: { id: marker.id } });
    expect(seen.condition).toBe('MISSING');
    const told = (await world.places.published()).filter(({ subject }) => subject === incident.id);
    expect(told).toMatchObject([
      {
        type: 'cn.gov.sd.mz.boundary.marker-incident.v1',
        divisioncode: '370181000000',
        data: { markerCode: marker.markerCode, state: 'REPORTED', proposedFineFen: null },
      },
    ]);
  });

  it('found tomorrow; an unknown marker; a township of another county', async () => {
    const body = { ...found, markerId: (await freshMarker()).id };
    const tomorrow = { ...a, body: { ...body, foundOn: '2014-04-29' } };
    expect(await world.refused(reportMarkerIncident, tomorrow)).toEqual([422, 'DATE_NOT_ALLOWED']);
    const unknown = { ...a, body: { ...body, markerId: randomUUID() } };
    expect(await world.refused(reportMarkerIncident, unknown)).toEqual([404, 'MARKER_UNKNOWN']);
    const foreign = { role: 'PLACE_TOWN_CLERK', division: '371722101', body } as const;
    expect(await world.refused(reportMarkerIncident, foreign)).toEqual([404, 'MARKER_UNKNOWN']);
  });
});

describe('both sides verify, then the marker is restored', () => {
  it('in 60 d on its original coordinates; the register keeps them', async () => {
    const first = await world.done(verifyMarkerIncident, verify(await reported(), a));
    expect(first).toMatchObject({ state: 'REPORTED', verifiedOnA: '2014-04-28', verifiedOnB: null });
    const forOther = verify(first, b);
    expect(await world.refused(verifyMarkerIncident, { ...forOther, ...a })).toEqual([403, 'SCOPE_FORBIDDEN']);
    const both = await world.done(verifyMarkerIncident, verify(first, b));
    expect(both).toMatchObject({ state: 'VERIFIED', restoreDueOn: '2014-06-27' });
    const call = { ...b, params: { id: both.id }, version: both.version };
    const done = await world.done(restoreBoundaryMarker, { ...call, body: { ...restored, lat: 36.9000009 } });
    expect(done).toMatchObject({ state: 'RESTORED', offsetMm: 100, restoredOn: '2014-04-28' });
    const marker = await world.done(getBoundaryMarker, { ...a, params: { id: both.markerId } });
    expect(marker).toMatchObject({ ...place, condition: 'INTACT', lastCheckedOn: '2014-04-28' });
    const again = { ...call, version: done.version, body: restored };
    expect(await world.refused(restoreBoundaryMarker, again)).toEqual([409, 'STATE_TRANSITION_INVALID']);
    expect(await world.refused(verifyMarkerIncident, verify(done, a))).toEqual([409, 'STATE_TRANSITION_INVALID']);
  });

  it('unilateral moves are void: one side alone restores and dismisses nothing', async () => {
    const one = await world.done(verifyMarkerIncident, verify(await reported(), a, { cause: 'UNILATERAL_MOVE' }));
    expect(one.moveVoid).toBe(true);
    const call = { ...a, params: { id: one.id }, version: one.version };
    expect(await world.refused(restoreBoundaryMarker, { ...call, body: restored })).toEqual([
      409,
      'BOTH_SIDES_REQUIRED',
    ]);
    const dismissal = { ...call, body: { document: '会勘记录' } };
    expect(await world.refused(dismissMarkerIncident, dismissal)).toEqual([409, 'BOTH_SIDES_REQUIRED']);
  });

  it('more than 0.1 m off is refused, and so are swapped coordinates and a day before the finding', async () => {
    const both = await verified();
    const call = { ...a, params: { id: both.id }, version: both.version };
    const restore = (change: object) =>
      world.refused(restoreBoundaryMarker, { ...call, body: { ...restored, ...change } });
    expect(await restore({ lat: 36.900001 })).toEqual([422, 'RESET_TOLERANCE']);
    expect(await restore({ lon: 36.9, lat: 117.65 })).toEqual([422, 'LONLAT_SWAPPED']);
    expect(await restore({ restoredOn: '2014-04-26' })).toEqual([422, 'DATE_NOT_ALLOWED']);
  });

  it('one person does not act for both sides, a side acts once, and not before the finding', async () => {
    const incident = await reported();
    const city = { role: 'PLACE_PROVINCE_OFFICER' } as const;
    const first = await world.done(verifyMarkerIncident, { ...verify(incident, a), ...city, division: '37' });
    const second = { ...verify(first, b), ...city, division: '37' };
    expect(await world.refused(verifyMarkerIncident, second)).toEqual([403, 'BOTH_SIDES_ONE_PERSON']);
    expect(await world.refused(verifyMarkerIncident, verify(first, a))).toEqual([409, 'SIDE_ACTED']);
    const early = verify(first, b, { verifiedOn: '2014-04-26' });
    expect(await world.refused(verifyMarkerIncident, early)).toEqual([422, 'DATE_NOT_ALLOWED']);
    const foreign = { ...verify(first, b), division: '371722' };
    expect(await world.refused(verifyMarkerIncident, foreign)).toEqual([404, 'INCIDENT_UNKNOWN']);
  });

  it('a neighbour province acts by its letter', async () => {
    const anhui = await anhuiLine(world);
    const marker = await markerOf(world, anhui, '001Q');
    const officer = (subject: string) => ({ role: 'PLACE_PROVINCE_OFFICER', division: '37', subject }) as const;
    const body = { ...found, markerId: marker.id };
    const incident = await world.done(reportMarkerIncident, { ...officer('one'), body });
    const act = (side: string, change: object, version: number) => ({
      params: { id: incident.id },
      version,
      body: { side, verifiedOn: '2014-04-28', cause: 'NATURAL', ...change },
    });
    const without = { ...officer('one'), ...act('A', {}, 1) };
    expect(await world.refused(verifyMarkerIncident, without)).toEqual([422, 'PARTNER_DOC_REQUIRED']);
    const letter = { ...officer('one'), ...act('A', { partnerDoc: '皖民函〔2014〕9号' }, 1) };
    await world.done(verifyMarkerIncident, letter);
    expect(await world.done(verifyMarkerIncident, { ...officer('two'), ...act('B', {}, 2) })).toMatchObject({
      state: 'VERIFIED',
    });
  });

  it('found in its place by both: DISMISSED, the marker stands', async () => {
    const both = await verified();
    const call = { ...b, params: { id: both.id }, version: both.version, body: { document: '会勘记录' } };
    expect((await world.done(dismissMarkerIncident, call)).state).toBe('DISMISSED');
    const marker = await world.done(getBoundaryMarker, { ...a, params: { id: both.markerId } });
    expect(marker.condition).toBe('INTACT');
  });
});

describe('penalties', () => {
  const chief = { role: 'PLACE_COUNTY_CHECKER', division: '370181' } as const;

  it('wilful damage becomes a case by an event; another person enters the decision, once', async () => {
    const both = await verified();
    const call = { ...a, params: { id: both.id }, version: both.version };
    const proposed = await world.done(proposePenalty, { ...call, body: { fineFen: 100_000 } });
    expect(proposed.proposedFineFen).toBe(100_000);
    const told = (await world.places.published()).filter(({ subject }) => subject === both.id).at(-1);
    expect(told?.data).toMatchObject({ cause: 'WILFUL_DAMAGE', proposedFineFen: 100_000 });
    const decision = {
      ...chief,
      params: call.params,
      version: proposed.version,
      body: { document: '罚字1号', fineFen: 50_000 },
    };
    const token = await world.places.token({
      role: 'PLACE_COUNTY_CHECKER',
      division: '370181',
      subject: 'test-place_county_clerk-370181000000',
    });
    const own = { token, params: call.params, version: proposed.version, body: decision.body };
    expect(await world.refused(recordPenalty, own)).toEqual([403, 'SEPARATION_OF_DUTIES']);
    const decided = await world.done(recordPenalty, decision);
    expect(decided).toMatchObject({ penaltyDoc: '罚字1号', fineFen: 50_000 });
    const again = { ...decision, version: decided.version };
    expect(await world.refused(recordPenalty, again)).toEqual([409, 'STATE_TRANSITION_INVALID']);
  });

  it('more than 1,000 yuan, nothing, and what was not wilful', async () => {
    const both = await verified();
    const call = { ...a, params: { id: both.id }, version: both.version };
    expect(await world.refused(proposePenalty, { ...call, body: { fineFen: 100_001 } })).toEqual([
      422,
      'FINE_TOO_HIGH',
    ]);
    expect(await world.refused(proposePenalty, { ...call, body: { fineFen: 0 } })).toEqual([422, 'AMOUNT_INVALID']);
    const unproposed = { ...chief, ...call, role: chief.role, body: { document: '罚字2号', fineFen: 100 } };
    expect(await world.refused(recordPenalty, unproposed)).toEqual([409, 'STATE_TRANSITION_INVALID']);
    const first = await world.done(verifyMarkerIncident, verify(await reported(), a));
    const differing = await world.done(verifyMarkerIncident, verify(first, b, { cause: 'NATURAL' }));
    expect(differing.cause).toBe('UNKNOWN');
    const doubtful = { ...a, params: { id: differing.id }, version: differing.version, body: { fineFen: 100 } };
    expect(await world.refused(proposePenalty, doubtful)).toEqual([409, 'PENALTY_NOT_ALLOWED']);
    const fresh = await reported();
    const early = { ...a, params: { id: fresh.id }, version: fresh.version, body: { fineFen: 100 } };
    expect(await world.refused(proposePenalty, early)).toEqual([409, 'PENALTY_NOT_ALLOWED']);
  });
});

describe('reading incidents', () => {
  it('pages newest first; after their terms they are overdue', async () => {
    const late = await startWorld('2014-04-28');
    const own = await lineInForce(late);
    const marker = await markerOf(late, own, '001Q');
    const body = { ...found, markerId: marker.id };
    const incident = await late.done(reportMarkerIncident, { ...a, body });
    const overdue = async (flag: boolean) =>
      (await late.done(listMarkerIncidents, { ...a, query: { overdue: flag } })).items.map(({ id }) => id);
    expect([await overdue(true), await overdue(false)]).toEqual([[], [incident.id]]);
    await late.places.setToday('2014-05-14');
    expect([await overdue(true), await overdue(false)]).toEqual([[incident.id], []]);
    expect((await late.done(getMarkerIncident, { ...a, params: { id: incident.id } })).overdue).toBe(true);
    const foreign = { ...a, division: '371722', params: { id: incident.id } };
    expect(await late.refused(getMarkerIncident, foreign)).toEqual([404, 'INCIDENT_UNKNOWN']);
    await late.stop();
  });

  it('a page goes on where the last one ended', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const query = { first: 3, ...(after === undefined ? {} : { after }) };
      const page = await world.done(listMarkerIncidents, { ...a, query });
      seen.push(...page.items.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after !== undefined);
    // Those of the province’s own line too: an office inside a side sees them.
    const [row] = await world.places.rows<{ n: number }>('select count(*)::int as n from marker_incident');
    expect([seen.length, new Set(seen).size]).toEqual([row?.n, row?.n]);
  });
});
