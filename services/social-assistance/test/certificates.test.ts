import {
  approveApplication,
  getCertificate,
  issueCertificate,
  issueNotReceivingCertificate,
  replaceCertificate,
  verifyCertificate,
  withdrawCertificate,
} from '@mz/contracts';
import { verifySeal } from '@mz/crypto';
import { canonicalHash } from '@mz/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anEnrolment } from '../src/enrolments/factories.ts';
import { elsewhere, ripe, submitted } from './case-file.ts';
import { type Acting, expected, type Office, refusalOf, startOffice } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await startOffice();
});
afterAll(() => office?.stop());

const place = { village: '370112008201' };
const reviewer: Acting = { role: 'COUNTY_REVIEWER' };
const approver: Acting = { role: 'COUNTY_APPROVER' };

async function issue(enrolmentId: string, acting: Acting = reviewer, key?: string) {
  const token = await office.token(place, acting);
  return office.app.call(issueCertificate, {
    token,
    params: { id: enrolmentId },
    body: {},
    ...(key === undefined ? {} : { key }),
  });
}

async function end(
  operation: typeof withdrawCertificate | typeof replaceCertificate,
  certificate: { id: string; version: number },
  acting: Acting,
) {
  const token = await office.token(place, acting);
  return office.app.call(operation, {
    token,
    params: { id: certificate.id },
    version: certificate.version,
    body: { reason: '遗失' },
  });
}

/** Anybody asks, without a login. */
const verify = async (number: string) => expected(await office.app.call(verifyCertificate, { query: { number } }));

describe('低保证', () => {
  test('issued with the enrolment’s number for 12 months [A], valid from its first month to the last day and not a day more', async () => {
    const { id } = await anEnrolment(office.app.kit, { fromMonth: '2014-06' });
    const key = `issue-${id}`;
    const certificate = expected(await issue(id, reviewer, key));
    expect(certificate).toMatchObject({
      number: `D-${id}`,
      state: 'ISSUED',
      validFrom: '2014-06-01',
      validTo: '2015-05-31',
      divisionCode: '370112000000',
    });
    expect(expected(await issue(id, reviewer, key))).toEqual(certificate);
    const number = certificate.number;
    await office.services.setToday('2014-05-31');
    expect((await verify(number)).valid).toBe(false);
    await office.services.setToday('2014-06-01');
    expect(await verify(number)).toEqual({ valid: true, programme: 'URBAN_DIBAO', county: '370112000000' });
    expect(await verify(`${number}-9`)).toEqual({ valid: false, programme: null, county: null });
    expect(await office.rows('select action from audit_log where record_id = $1', [certificate.id])).toEqual([
      { action: 'certificates.issue' },
    ]);
  });

  test('CERTIFICATE_DUPLICATE: one at a time; STATE_TRANSITION_INVALID for an ended enrolment', async () => {
    const { id } = await anEnrolment(office.app.kit);
    expected(await issue(id));
    expect(refusalOf(await issue(id))).toMatchObject({ status: 409, code: 'CERTIFICATE_DUPLICATE' });
    const ended = await anEnrolment(office.app.kit, { state: 'TERMINATED', lastMonth: '2014-07' });
    expect(refusalOf(await issue(ended.id))).toMatchObject({ status: 409, code: 'STATE_TRANSITION_INVALID' });
  });

  test('withdrawn when the enrolment ends, and restored with it', async () => {
    const { id } = await anEnrolment(office.app.kit, { fromMonth: '2014-06' });
    const { number, id: certificateId } = expected(await issue(id));
    await office.rows(`update enrolment set state = 'TERMINATED' where id = $1`, [id]);
    expect((await verify(number)).valid).toBe(false);
    const token = await office.token(place, reviewer);
    const read = async () =>
      expected(await office.app.call(getCertificate, { token, params: { id: certificateId } })).state;
    expect(await read()).toBe('WITHDRAWN');
    await office.rows(`update enrolment set state = 'ACTIVE' where id = $1`, [id]);
    expect(await read()).toBe('ISSUED');
  });

  test('withdrawn by hand, replaced by a new number; VERSION_CONFLICT, wrong state, role and region', async () => {
    const { id } = await anEnrolment(office.app.kit, { fromMonth: '2014-05' });
    const first = expected(await issue(id));
    expect(refusalOf(await end(replaceCertificate, { ...first, version: 9 }, reviewer))).toMatchObject({ status: 412 });
    const second = expected(await end(replaceCertificate, first, reviewer));
    expect(second).toMatchObject({ number: `${first.number}-2`, replacesId: first.id, state: 'ISSUED' });
    expect((await verify(first.number)).valid).toBe(false);
    expect((await verify(second.number)).valid).toBe(true);
    expect(refusalOf(await end(withdrawCertificate, second, reviewer)).code).toBe('ROLE_NOT_PERMITTED');
    const stranger: Acting = { role: 'COUNTY_APPROVER', division: '370102' };
    expect(refusalOf(await end(withdrawCertificate, second, stranger)).code).toBe('CERTIFICATE_UNKNOWN');
    const withdrawn = expected(await end(withdrawCertificate, second, approver));
    expect(withdrawn).toMatchObject({ state: 'WITHDRAWN', endedOn: office.today() });
    expect((await verify(second.number)).valid).toBe(false);
    expect(refusalOf(await end(withdrawCertificate, withdrawn, approver)).code).toBe('STATE_TRANSITION_INVALID');
  });

  test('INPUT_INVALID: a question without a number', async () => {
    const empty = await office.app.call(verifyCertificate, { query: {} as never });
    expect(refusalOf(empty).code).toBe('INPUT_INVALID');
  });
});

describe('未享受低保证明 (§2.2 split register)', () => {
  async function ask(personId: string, applicationId: string, acting: Acting, key?: string) {
    const token = await office.token(place, acting);
    const body = { personId, applicationId };
    return office.app.call(issueNotReceivingCertificate, { token, body, ...(key === undefined ? {} : { key }) });
  }

  test('the county of the register certifies: numbered, sealed, for the case elsewhere; a replay gives the same number', async () => {
    const file = await submitted(office, elsewhere());
    const [personId = ''] = file.personIds;
    const key = `certify-${personId}`;
    const paper = expected(await ask(personId, file.id, reviewer, key));
    expect(paper).toMatchObject({ personId, applicationId: file.id, divisionCode: '370112000000' });
    const { hash, seal, publicKey, ...body } = paper;
    expect(canonicalHash(body)).toBe(hash);
    expect(verifySeal(hash, seal as never, { keys: [publicKey] } as never)).toMatchObject({ ok: true });
    expect(expected(await ask(personId, file.id, reviewer, key)).number).toBe(paper.number);
    expect(await office.rows('select number from not_receiving_certificate where person_id = $1', [personId])).toEqual([
      { number: paper.number },
    ]);
  });

  test('SUPPORT_FOUND: not for somebody who is enrolled anywhere in the province', async () => {
    const file = await submitted(office, elsewhere());
    await ripe(office, file);
    await office.take(file, approveApplication, 'COUNTY_APPROVER', {});
    const answer = await ask(file.personIds[0] ?? '', file.id, reviewer);
    expect(refusalOf(answer)).toMatchObject({ status: 409, code: 'SUPPORT_FOUND' });
  });

  test('SCOPE_FORBIDDEN: another county than that of the register; CASE_REQUIRED: a case that does not name the person', async () => {
    const file = await submitted(office, elsewhere());
    const [personId = ''] = file.personIds;
    const stranger: Acting = { role: 'COUNTY_REVIEWER', division: '370102' };
    expect(refusalOf(await ask(personId, file.id, stranger)).code).toBe('SCOPE_FORBIDDEN');
    const other = await submitted(office, elsewhere());
    expect(refusalOf(await ask(personId, other.id, reviewer)).code).toBe('CASE_REQUIRED');
  });
});
