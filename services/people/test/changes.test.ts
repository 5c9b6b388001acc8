import { listTasks, performReversal, previewReversal, reportLifeEvent, reportReversal } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anIdNo, county, otherCounty, type People, startPeople, township } from './fixtures.ts';

const documentSha256 = 'b'.repeat(64);
let people: People;
let reviewer: string;

beforeAll(async () => {
  people = await startPeople();
  await people.setToday('2014-06-02');
  reviewer = await people.token({ role: 'COUNTY_REVIEWER', division: county, subject: 'reviewer-1' });
});
afterAll(() => people.stop());

const codeOf = ({ status, body }: { status: number; body: unknown }) => `${status} ${(body as { code?: string }).code}`;

function report(body: object, token = reviewer) {
  const full = { eventDate: '2014-05-10', source: 'STATEMENT', matchedBy: 'NUMBER', documentSha256, ...body };
  return people.call(reportLifeEvent, { token, body: full });
}

async function told(personId: string) {
  const events = (await people.published()).filter(({ subject }) => subject === personId);
  return events.slice(1).map(({ type, data }) => [type.slice('cn.gov.sd.mz.'.length, -'.v1'.length), data]);
}

const rowOf = async (id: string) => (await people.rows('select * from person where id = $1', [id]))[0];

describe('other life events (people.md §3)', () => {
  it('BIRTH registers a child of the register book with its parent, once', async () => {
    const personId = await people.aPerson();
    const body = {
      kind: 'BIRTH',
      personId,
      source: 'BIRTH_CERTIFICATE',
      child: { name: '张小明', sex: '1', hukouDivision: township, hukouKind: 'RESIDENT' },
    };
    const born = await report(body);
    expect([born.status, born.body.recorded]).toEqual([200, true]);
    expect(await rowOf(born.body.childId ?? '')).toMatchObject({ id_type: 'HUKOU_BOOK_ONLY', id_no: null });
    const kin = await people.rows('select relative_id, kind from kinship where person_id = $1', [born.body.childId]);
    expect(kin).toEqual([{ relative_id: personId, kind: 'PARENT' }]);
    expect((await report(body)).body).toEqual({ ...born.body, recorded: false });
    const young = await people.aPerson({ idNo: anIdNo('2010-01-01'), birthDate: '2010-01-01' });
    expect(codeOf(await report({ ...body, personId: young }))).toBe('422 KINSHIP_INVALID');
  });

  it('MOVE_REGISTER and MOVE_RESIDENCE are told; an older move that comes late is history only', async () => {
    const personId = await people.aPerson();
    expect((await report({ kind: 'MOVE_REGISTER', personId, toDivision: '370103000000' })).status).toBe(200);
    expect(
      (
        await report(
          { kind: 'MOVE_REGISTER', personId, toDivision: '370104000000', eventDate: '2014-05-01' },
          await people.serviceToken('income-verification'),
        )
      ).status,
    ).toBe(200);
    const move = { kind: 'MOVE_RESIDENCE', personId, toDivision: township, toAddress: '泉城路 1 号' };
    expect((await report(move)).body.recorded).toBe(true);
    expect((await report(move)).body.recorded).toBe(false);
    expect(await rowOf(personId)).toMatchObject({ hukou_division: '370103000000', residence_division: township });
    expect(await told(personId)).toEqual([
      ['person.moved', { personId, kind: 'HUKOU', toDivision: '370103000000', movedOn: '2014-05-10' }],
      ['person.moved', { personId, kind: 'RESIDENCE', toDivision: township, movedOn: '2014-05-10' }],
    ]);
  });

  it('NAME_CHANGED and ID_CORRECTED change the identity by the county only, and are told', async () => {
    const personId = await people.aPerson();
    expect(codeOf(await report({ kind: 'NAME_CHANGED', personId, name: '张大伟' }, people.acceptor))).toBe(
      '403 ROLE_NOT_PERMITTED',
    );
    expect((await report({ kind: 'NAME_CHANGED', personId, name: '张大伟' })).status).toBe(200);
    expect((await report({ kind: 'ID_CORRECTED', personId, idNo: anIdNo() })).status).toBe(200);
    expect(codeOf(await report({ kind: 'NAME_CHANGED', personId, name: 'Zhang 3' }))).toBe('422 NAME_INVALID');
    expect(await told(personId)).toEqual([
      ['person.identity-corrected', { personId, fields: ['name'] }],
      ['person.identity-corrected', { personId, fields: ['idNo'] }],
    ]);
  });

  it('MISSING_DECLARED, FOUND, CAPACITY_LIMITED, IMPRISONED, RELEASED change the record in order', async () => {
    const personId = await people.aPerson();
    const say = (kind: string, eventDate: string, more: object = {}) =>
      report({ kind, personId, eventDate, source: 'COURT', ...more });
    expect(codeOf(await say('FOUND', '2014-05-01'))).toBe('409 STATE_TRANSITION_INVALID');
    expect((await say('MISSING_DECLARED', '2014-05-02')).status).toBe(200);
    expect((await rowOf(personId))?.life_status).toBe('MISSING_DECLARED');
    expect(codeOf(await say('FOUND', '2014-05-01'))).toBe('422 DATE_ORDER_INVALID');
    expect((await say('FOUND', '2014-05-03')).status).toBe(200);
    expect((await say('CAPACITY_LIMITED', '2014-05-04', { capacity: 'LIMITED' })).status).toBe(200);
    expect(codeOf(await say('RELEASED', '2014-05-05'))).toBe('409 STATE_TRANSITION_INVALID');
    expect((await say('IMPRISONED', '2014-05-06')).status).toBe(200);
    expect(codeOf(await say('RELEASED', '2014-05-05'))).toBe('422 DATE_ORDER_INVALID');
    expect((await say('RELEASED', '2014-05-07')).status).toBe(200);
    expect(await rowOf(personId)).toMatchObject({ life_status: 'ALIVE', capacity: 'LIMITED', in_custody: false });
    expect((await told(personId)).map(([name]) => name)).toEqual([
      'person.capacity-changed',
      'person.custody-changed',
      'person.custody-changed',
    ]);
  });

  it('DATE_ORDER_INVALID, DOCUMENT_MISSING, DIVISION_NOT_VALID on the day of the event, CODE_SUMMARY, SCOPE_FORBIDDEN', async () => {
    const personId = await people.aPerson();
    const move = { kind: 'MOVE_REGISTER', personId, toDivision: '370103000000' };
    expect(codeOf(await report({ ...move, eventDate: '1982-03-09' }))).toBe('422 DATE_ORDER_INVALID');
    expect(codeOf(await report({ ...move, eventDate: '2014-06-03' }))).toBe('422 DATE_ORDER_INVALID');
    expect(codeOf(await report({ ...move, documentSha256: undefined }))).toBe('422 DOCUMENT_MISSING');
    expect(codeOf(await report({ ...move, toDivision: '370114000000' }))).toBe('422 DIVISION_NOT_VALID');
    expect(codeOf(await report({ ...move, toDivision: '370101000000' }))).toBe('422 CODE_SUMMARY');
    const stranger = await people.token({ role: 'COUNTY_REVIEWER', division: otherCounty });
    expect(codeOf(await report(move, stranger))).toBe('403 SCOPE_FORBIDDEN');
    expect(await told(personId)).toEqual([]);
    expect((await people.call(listTasks, { token: reviewer })).status).toBe(200);
  });
});

// No bureau runs here: both are silent, and are named.
describe('reversal of a death (people.md H11)', () => {
  it('preview names silent bureaux, perform is one event, the report says whose error it was', async () => {
    const personId = await people.aPerson();
    const died = await report({ kind: 'DEATH', personId, source: 'PSB_CANCEL' }, people.acceptor);
    const params = { id: died.body.noticeId };
    const seen = await people.call(previewReversal, { token: reviewer, params });
    expect(seen.body).toMatchObject({
      missing: ['social-assistance', 'payments'],
      after: { lifeStatus: 'ALIVE', deathDate: null },
    });
    expect(codeOf(await people.call(reportReversal, { token: reviewer, params }))).toBe('409 STATE_TRANSITION_INVALID');
    const body = { reason: '同名误报，本人到场', documentSha256 };
    expect(codeOf(await people.call(performReversal, { token: people.acceptor, params, body }))).toBe(
      '403 ROLE_NOT_PERMITTED',
    );
    expect((await people.call(performReversal, { token: reviewer, params, body })).status).toBe(200);
    expect(codeOf(await people.call(performReversal, { token: reviewer, params, body }))).toBe(
      '409 STATE_TRANSITION_INVALID',
    );
    expect((await told(personId)).map(([name]) => name)).toEqual(['person.died', 'person.death-revoked']);
    const after = await people.call(reportReversal, { token: reviewer, params });
    expect(after.body).toMatchObject({
      origin: { source: 'PSB_CANCEL', reporterRole: 'TOWNSHIP_ACCEPTOR', reporterUnit: township },
      reversal: { reason: body.reason, by: 'reviewer-1' },
      complete: false,
    });
  });
});
