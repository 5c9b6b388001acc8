import {
  acceptApplication,
  addToRoster,
  approveApplication,
  clearKinHit,
  endRosterEntry,
  listNearRelatives,
  proposeKinClearing,
  recheckNearRelativesOfCase,
  recordKinship,
} from '@mz/contracts';
import { addDays } from '@mz/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { elsewhere, ripe, submitted } from './case-file.ts';
import { type Acting, type CaseFile, expected, type Office, refusalOf, startOffice } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await startOffice();
});
afterAll(() => office?.stop());

const reviewer: Acting = { role: 'COUNTY_REVIEWER' };
const approver: Acting = { role: 'COUNTY_APPROVER' };

/** A family whose brother works in the township's assistance office; the roster knows him, the declaration does not. */
async function withKin(
  change: { stated?: boolean; onRoster?: boolean } = {},
): Promise<{ file: CaseFile; kinId: string }> {
  const relatives = await submitted(office, elsewhere());
  const kinId = relatives.personIds[0] ?? '';
  const family = elsewhere();
  const nearRelatives = change.stated ? [{ personId: kinId, relation: '兄弟', office: '镇民政办' }] : [];
  const declaration = { nearRelatives, pledgeSignedOn: office.today() };
  const file = await submitted(office, family, { declaration });
  const token = await office.token(file, { role: 'TOWNSHIP_ACCEPTOR' });
  const body = {
    personId: file.personIds[0],
    relativeId: kinId,
    kind: 'SIBLING',
    validFrom: '2000-01-01',
    source: '户口簿',
  };
  expected(await office.services.get('people').call(recordKinship, { token, body }));
  if (change.onRoster !== false) expected(await enrol(file, kinId));
  return { file, kinId };
}

async function enrol(
  file: CaseFile,
  personId: string,
  change: object = {},
  acting: Acting = { role: 'TOWNSHIP_LEAD' },
) {
  const divisionCode = `${file.village.slice(0, 9)}000`;
  const body = { personId, office: 'ASSISTANCE_STAFF', divisionCode, validFrom: '2014-01-01', ...change };
  return office.app.call(addToRoster, { token: await office.token(file, acting), body });
}

async function step(
  operation: typeof proposeKinClearing | typeof clearKinHit,
  file: CaseFile,
  hit: { id: string; version: number },
  acting: Acting,
) {
  const body = operation === proposeKinClearing ? { reason: '已核实，回避办理' } : {};
  return office.app.call(operation, {
    token: await office.token(file, acting),
    params: { id: hit.id },
    version: hit.version,
    body,
  });
}

async function hitsOf(file: CaseFile) {
  const token = await office.token(file, reviewer);
  const { items } = expected(await office.app.call(listNearRelatives, { token, query: { first: 200 } }));
  return items.find(({ applicationId }) => applicationId === file.id)?.hits ?? [];
}

const anomalies = async (subject: string) =>
  (await office.app.published()).filter((event) => event.type.includes('anomaly.raised') && event.subject === subject);

describe('kin that matching finds and the family did not state (§5.3)', () => {
  test('KINSHIP_UNFILED: the case is frozen from its acceptance, with an anomaly, until two of the county have cleared it', async () => {
    const { file, kinId } = await withKin();
    await ripe(office, file);
    expect(await anomalies(file.id)).toMatchObject([
      { data: { code: 'CADRE_RELATIVE_UNFILED', applicationId: file.id, severity: 'WARN' } },
    ]);
    const frozen = await office.attempt(file, approveApplication, 'COUNTY_APPROVER', {});
    expect(refusalOf(frozen)).toMatchObject({ status: 409, code: 'KINSHIP_UNFILED' });
    const [hit] = await hitsOf(file);
    expect(hit).toMatchObject({ personId: kinId, office: 'ASSISTANCE_STAFF', state: 'FROZEN' });
    if (hit === undefined) throw new Error('no hit');

    expect(refusalOf(await step(clearKinHit, file, hit, approver)).code).toBe('STATE_TRANSITION_INVALID');
    const both: Acting = { role: 'COUNTY_REVIEWER', subject: 'one-person' };
    const proposed = expected(await step(proposeKinClearing, file, hit, both));
    expect(proposed.state).toBe('PROPOSED');
    const again = await office.attempt(file, approveApplication, 'COUNTY_APPROVER', {});
    expect(refusalOf(again).code).toBe('KINSHIP_UNFILED');
    const same = await step(clearKinHit, file, proposed, { role: 'COUNTY_APPROVER', subject: 'one-person' });
    expect(refusalOf(same)).toMatchObject({ status: 403, code: 'SEPARATION_OF_DUTIES' });
    expect(refusalOf(await step(clearKinHit, file, hit, approver))).toMatchObject({ status: 412 });
    expect(expected(await step(clearKinHit, file, proposed, approver)).state).toBe('CLEARED');
    expect((await office.application(file)).nearRelativeCase).toBe(true);
    expect((await office.take(file, approveApplication, 'COUNTY_APPROVER', {})).state).toBe('APPROVED');
  });

  test('kin that was stated is no hit: the case stands on the separate list and goes on', async () => {
    const { file } = await withKin({ stated: true });
    await office.take(file, acceptApplication, 'TOWNSHIP_ACCEPTOR', {});
    const token = await office.token(file, { role: 'TOWNSHIP_LEAD' });
    const { items } = expected(await office.app.call(listNearRelatives, { token }));
    expect(items).toEqual([
      expect.objectContaining({ applicationId: file.id, stated: 1, hits: [], countyVisited: false }),
    ]);
    expect(await anomalies(file.id)).toEqual([]);
  });

  test('somebody who joins the office later is found by the re-check, once', async () => {
    const { file, kinId } = await withKin({ onRoster: false });
    await office.take(file, acceptApplication, 'TOWNSHIP_ACCEPTOR', {});
    expect(await hitsOf(file)).toEqual([]);
    expected(await enrol(file, kinId));
    const recheck = async () => {
      const token = await office.token(file, reviewer);
      return expected(await office.app.call(recheckNearRelativesOfCase, { token, params: { id: file.id }, body: {} }));
    };
    const found = await recheck();
    expect(found.hits.map(({ personId }) => personId)).toEqual([kinId]);
    expect(found.checked).toBeGreaterThan(0);
    expect((await recheck()).hits).toHaveLength(1);
    expect(await anomalies(file.id)).toHaveLength(1);
  });

  test('a hit on an enrolled household pauses it from the next month until it is cleared; then it is paid again', async () => {
    const { file, kinId } = await withKin({ onRoster: false });
    await ripe(office, file);
    const { enrolmentId } = await office.take(file, approveApplication, 'COUNTY_APPROVER', {});
    expected(await enrol(file, kinId));
    const token = await office.token(file, reviewer);
    const { hits } = expected(
      await office.app.call(recheckNearRelativesOfCase, { token, params: { id: file.id }, body: {} }),
    );
    const [hit] = hits;
    if (hit === undefined) throw new Error('no hit');
    const enrolment = () => office.rows('select state from enrolment where id = $1', [enrolmentId]);
    expect(await enrolment()).toEqual([{ state: 'SUSPENDED' }]);
    const pauses = 'select reason, to_month is null as open from enrolment_pause where enrolment_id = $1';
    expect(await office.rows(pauses, [enrolmentId])).toEqual([{ reason: 'KINSHIP_UNFILED', open: true }]);
    expect(await anomalies(enrolmentId ?? '')).toMatchObject([
      { data: { code: 'CADRE_RELATIVE_UNFILED', enrolmentId } },
    ]);
    const proposed = expected(await step(proposeKinClearing, file, hit, reviewer));
    expected(await step(clearKinHit, file, proposed, approver));
    expect(await enrolment()).toEqual([{ state: 'ACTIVE' }]);
    expect(await office.rows(pauses, [enrolmentId])).toEqual([{ reason: 'KINSHIP_UNFILED', open: false }]);
    expect(await office.eventsOf(enrolmentId ?? '')).toEqual(
      expect.arrayContaining(['entitlement.suspended.v1', 'entitlement.resumed.v1']),
    );
  }, 120_000);

  test('the list and a hit are not told in another county; ROLE_NOT_PERMITTED for the township to clear', async () => {
    const { file } = await withKin();
    await office.take(file, acceptApplication, 'TOWNSHIP_ACCEPTOR', {});
    const [hit] = await hitsOf(file);
    if (hit === undefined) throw new Error('no hit');
    const stranger: Acting = { role: 'COUNTY_REVIEWER', division: '370102' };
    expect(refusalOf(await step(proposeKinClearing, file, hit, stranger))).toMatchObject({ code: 'KIN_HIT_UNKNOWN' });
    expect(refusalOf(await step(clearKinHit, file, hit, { role: 'TOWNSHIP_LEAD' })).code).toBe('ROLE_NOT_PERMITTED');
    const token = await office.token(file, stranger);
    expect(expected(await office.app.call(listNearRelatives, { token })).items).toEqual([]);
  });
});

describe('the roster', () => {
  test('ROSTER_DUPLICATE, SCOPE_FORBIDDEN, DATE_NOT_ALLOWED; who has left is not matched any more', async () => {
    const { file, kinId } = await withKin({ onRoster: false });
    const entry = expected(await enrol(file, kinId));
    expect(refusalOf(await enrol(file, kinId))).toMatchObject({ status: 409, code: 'ROSTER_DUPLICATE' });
    const far = await enrol(file, kinId, { divisionCode: '370102001000' });
    expect(refusalOf(far)).toMatchObject({ status: 403, code: 'SCOPE_FORBIDDEN' });
    const early = await enrol(file, kinId, { office: 'VILLAGE_COMMITTEE', validFrom: addDays(office.today(), 1) });
    expect(refusalOf(early)).toMatchObject({ status: 422, code: 'DATE_NOT_ALLOWED' });
    const token = await office.token(file, { role: 'TOWNSHIP_LEAD' });
    const end = (validTo: string, version = entry.version) =>
      office.app.call(endRosterEntry, { token, params: { id: entry.id }, version, body: { validTo } });
    expect(refusalOf(await end(addDays(office.today(), 1))).code).toBe('DATE_NOT_ALLOWED');
    expect(refusalOf(await end('2014-03-31', 9))).toMatchObject({ status: 412 });
    expect(expected(await end('2014-03-31')).validTo).toBe('2014-03-31');
    expect(refusalOf(await end('2014-03-31', 2)).code).toBe('STATE_TRANSITION_INVALID');
    await office.take(file, acceptApplication, 'TOWNSHIP_ACCEPTOR', {});
    expect(await hitsOf(file)).toEqual([]);
  });
});
