import { randomUUID } from 'node:crypto';
import {
  getChangeMapping,
  getDivision,
  getDivisionChange,
  listDivisionChanges,
  proposeDivisionCodes,
  publishDivisionChange,
  publishDivisionCodes,
  reviseDivisionChange,
} from '@mz/contracts';
import { addDays } from '@mz/domain';
import { startTestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enter, nameOn, publish, resolved, transferChange } from '../../test/change-road.ts';
import { approved, read, type Test, tokenOf } from '../../test/proposal-road.ts';
import { service } from '../app.ts';

let test: Test;
let proposalId: string;
/** Of the approval, which is also that of the change. */
let day: string;

beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
  proposalId = await approved(test, '鲁政字〔2014〕50号');
  day = (await read(test, proposalId)).body.approvedOn ?? '';
});
afterAll(() => test.stop());

const codeOf = (body: unknown): string => (body as { code: string }).code;
const docNo = '鲁政字〔2014〕50号';

async function entered(more: object = {}) {
  return enter(test, await transferChange(test, proposalId, { docNo, ...more }));
}

describe('from the entry to final codes', () => {
  let id: string;
  let before: string;

  it('an entry takes no effect; its mapping shows what the rule proposes, villages too', async () => {
    const { status, body } = await entered();
    expect([status, body.status, body.items.length]).toEqual([201, 'DRAFT', 2]);
    id = body.changeId;
    expect(await nameOn(test, '370124103', day)).toBe('孝直镇 FINAL');
    const token = await tokenOf(test, 'province');
    const mapping = (await test.call(getChangeMapping, { token, params: { id } })).body;
    expect(mapping.items).toContainEqual({
      fromCode: '370124103000',
      toCode: '370113103000',
      extent: 'FULL',
      name: '孝直镇',
    });
    const villages = mapping.items.filter(
      (one) => one.fromCode.startsWith('370124103') && !one.fromCode.endsWith('000'),
    );
    expect(villages.length).toBeGreaterThan(20);
    expect(villages.every((one) => one.toCode === `370113103${one.fromCode.slice(9)}`)).toBe(true);
    const open = await test.call(listDivisionChanges, { query: { since: day } });
    expect(open.body.items.map((one) => one.changeId)).not.toContain(id);
  });

  it('DOC_DUPLICATE: the same doc_no for two changes of one issuer; a section of the letter is another number', async () => {
    const again = await entered();
    expect([again.status, codeOf(again.body)]).toEqual([409, 'DOC_DUPLICATE']);
    const second = await entered({ docNo: `${docNo}§2` });
    expect(second.status).toBe(201);
  });

  it('a letter that names a later day may: effective_on later than approved_on is allowed when the letter says so', async () => {
    const token = await tokenOf(test, 'province');
    const body = await transferChange(test, proposalId, {
      docNo,
      effectiveOn: addDays(day, 30),
      effectiveDayInLetter: true,
    });
    const later = await test.call(reviseDivisionChange, { token, params: { id }, version: 1, body });
    expect(later.body).toMatchObject({ effectiveOn: addDays(day, 30), version: 2 });
    const stale = await test.call(reviseDivisionChange, { token, params: { id }, version: 1, body });
    expect(codeOf(stale.body)).toBe('VERSION_CONFLICT');
    const back = await transferChange(test, proposalId, { docNo });
    expect((await test.call(reviseDivisionChange, { token, params: { id }, version: 2, body: back })).status).toBe(200);
  });

  it('maker, checker and publisher are three people', async () => {
    const checker = await publish(test, id, 3, 'provinceChecker');
    expect([checker.status, codeOf(checker.body)]).toEqual([403, 'SEPARATION_OF_DUTIES']);
    expect((await publish(test, id, 3, 'city')).status).toBe(403);
    expect(codeOf((await publish(test, randomUUID(), 1)).body)).toBe('CHANGE_UNKNOWN');
    expect(await nameOn(test, '370124103', day)).toBe('孝直镇 FINAL');
  });

  it('publication writes versions and code map at every level, new codes PROVISIONAL, and the proposal follows', async () => {
    before = new Date().toISOString();
    const tableBefore = (await test.call(getDivision, { params: { code: '370113' }, query: {} })).headers.etag;
    const token = await tokenOf(test, 'publisher');
    const key = randomUUID();
    const call = { token, params: { id }, version: 3, key, body: {} };
    const { status, body } = await test.call(publishDivisionChange, call);
    expect([status, body.status, body.codePublishedOn]).toEqual([200, 'PUBLISHED', null]);
    expect((await test.call(publishDivisionChange, call)).body).toEqual(body);
    expect((await read(test, proposalId)).body).toMatchObject({ state: 'PUBLISHED', changeId: id });
    const after = await test.call(getDivision, { params: { code: '370113103' }, query: { asOf: day } });
    expect(after.body).toMatchObject({ name: '孝直镇', parentCode: '370113000000', changeIdIn: id });
    expect(after.headers.etag).not.toBe(tableBefore);
    const [count] = await test.rows('select count(*)::int as rows from code_map where change_id = $1', [id]);
    const items = (await test.call(getChangeMapping, { token: await tokenOf(test, 'province'), params: { id } })).body
      .items;
    expect(items).toHaveLength(Number(count?.rows));
    const [audit] = await test.rows(
      `select action from audit_log where record_id = $1 order by recorded_at desc limit 1`,
      [id],
    );
    expect(audit?.action).toBe('divisionChanges.publish');
  });

  it('valid time: the old code to the last day, the new one from the effective day, villages too', async () => {
    expect(await nameOn(test, '370124103', addDays(day, -1))).toBe('孝直镇 FINAL');
    expect(await nameOn(test, '370124103', day)).toBe('CODE_NOT_VALID_ON');
    expect(await nameOn(test, '370113103', addDays(day, -1))).toBe('CODE_NOT_VALID_ON');
    expect(await nameOn(test, '370113103', day)).toBe('孝直镇 PROVISIONAL');
    const [village] = await test.rows<{ from_code: string; to_code: string }>(
      `select from_code, to_code from code_map where change_id = $1 and right(from_code, 3) <> '000' order by from_code limit 1`,
      [id],
    );
    const { from_code: from = '', to_code: to = '' } = village ?? {};
    expect(await resolved(test, from, addDays(day, -1), day)).toEqual([`${to} FULL`]);
    expect(await nameOn(test, to, day)).toMatch(/ PROVISIONAL$/);
    expect(await nameOn(test, from, addDays(day, -1))).toMatch(/ FINAL$/);
    // Recorded time: before the publication nobody knew.
    expect(await nameOn(test, from, day, before)).toMatch(/ FINAL$/);
    expect(await nameOn(test, to, day, before)).toBe('CODE_NOT_VALID_ON');
  });

  it('recorded time: knownAt before the publication answers the old code for a day after the change', async () => {
    expect(await nameOn(test, '370124103', day, before)).toBe('孝直镇 FINAL');
    expect(await nameOn(test, '370113103', day, before)).toBe('CODE_NOT_VALID_ON');
  });

  it('the county is ambiguous, its town is not, any other town stays', async () => {
    const from = addDays(day, -1);
    expect(await resolved(test, '370124', from, day)).toEqual(['370124000000 PART', '370113000000 PART']);
    expect(await resolved(test, '370124103', from, day)).toEqual(['370113103000 FULL']);
    expect(await resolved(test, '370124104', from, day)).toEqual(['370124104000 FULL']);
  });

  it('a published change is never edited nor published again', async () => {
    const token = await tokenOf(test, 'province');
    const body = await transferChange(test, proposalId, { docNo });
    const revised = await test.call(reviseDivisionChange, { token, params: { id }, version: 4, body });
    expect([revised.status, codeOf(revised.body)]).toEqual([409, 'STATE_TRANSITION_INVALID']);
    expect(codeOf((await publish(test, id, 4)).body)).toBe('STATE_TRANSITION_INVALID');
    expect(codeOf((await entered({ docNo: `${docNo}§3` })).body)).toBe('PROPOSAL_NOT_APPROVED');
  });

  it('codes become final by two people of the province, and every holder hears of it', async () => {
    const token = await tokenOf(test, 'province');
    const checker = await tokenOf(test, 'provinceChecker');
    const params = { id };
    expect(codeOf((await test.call(publishDivisionCodes, { token: checker, params, version: 4, body: {} })).body)).toBe(
      'CODES_NOT_PROPOSED',
    );
    const early = await test.call(proposeDivisionCodes, {
      token,
      params,
      version: 4,
      body: { publishedOn: addDays(day, -1) },
    });
    expect(codeOf(early.body)).toBe('DATE_NOT_ALLOWED');
    const proposed = await test.call(proposeDivisionCodes, { token, params, version: 4, body: { publishedOn: day } });
    expect(proposed.body).toMatchObject({ codesProposedOn: day, codePublishedOn: null });
    expect(await nameOn(test, '370113103', day)).toBe('孝直镇 PROVISIONAL');
    const both = await test.token({
      role: 'PLACE_PROVINCE_CHECKER',
      division: '37',
      subject: 'test-place_province_officer-370000000000',
    });
    const own = await test.call(publishDivisionCodes, { token: both, params, version: 5, body: {} });
    expect([own.status, codeOf(own.body)]).toEqual([403, 'SEPARATION_OF_DUTIES']);
    const done = await test.call(publishDivisionCodes, { token: checker, params, version: 5, body: {} });
    expect(done.body).toMatchObject({ codePublishedOn: day, version: 6 });
    expect(await nameOn(test, '370113103', day)).toBe('孝直镇 FINAL');
    const event = (await test.published()).findLast((one) => one.type.includes('code-published'));
    expect(event).toMatchObject({
      subject: id,
      data: { publishedOn: day, codes: expect.arrayContaining(['370113103000']) },
    });
    expect(codeOf((await test.call(publishDivisionCodes, { token: checker, params, version: 6, body: {} })).body)).toBe(
      'CODES_FINAL',
    );
  });

  it('a correction is another change that refers to the first: both time axes hold, and nothing is edited', async () => {
    const known = new Date().toISOString();
    const body = await transferChange(test, proposalId, {
      proposalId: undefined,
      correctsId: id,
      docNo: '鲁民函〔2014〕8号',
      mapping: [{ fromCode: '370124103000', toCode: '370113110000' }],
    });
    const draft = await enter(test, body);
    expect([draft.status, draft.body.status]).toEqual([201, 'DRAFT']);
    const done = await publish(test, draft.body.changeId);
    expect(done.body).toMatchObject({ status: 'CORRECTED', correctsId: id });
    expect(await nameOn(test, '370113110', day)).toBe('孝直镇 PROVISIONAL');
    expect(await nameOn(test, '370113103', day)).toBe('CODE_NOT_VALID_ON');
    expect(await nameOn(test, '370113103', day, known)).toBe('孝直镇 FINAL');
    expect(await resolved(test, '370124103', addDays(day, -1), day)).toEqual(['370113110000 FULL']);
    const old = await test.call(getDivisionChange, { token: await tokenOf(test, 'province'), params: { id } });
    expect(old.body).toMatchObject({ status: 'PUBLISHED', version: 6 });
    const event = (await test.published()).findLast((one) => one.type.includes('version-corrected'));
    expect(event?.data).toEqual({
      changeId: draft.body.changeId,
      correctsId: id,
      correctedFields: ['docNo', 'mapping'],
      effectiveOn: day,
    });
    const again = await enter(test, { ...body, docNo: '鲁民函〔2014〕9号' });
    expect([again.status, codeOf(again.body)]).toEqual([409, 'CORRECTION_NOT_ALLOWED']);
  });
});
