import { randomUUID } from 'node:crypto';
import { approveExport, downloadExport, getExport, listExports, personReads, requestExport } from '@mz/contracts';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { county, enrol, payeeOf, regularLine, sendBatch, startWorld, type World } from './world.ts';

let world: World;
let runId: string;

beforeAll(async () => {
  world = await startWorld();
  const household = await enrol(world, 0, 2);
  const payeeId = await payeeOf(world, household, '6299990000000017');
  runId = await sendBatch(world, [regularLine(household, payeeId, 54_000)]);
});
afterAll(() => world.stop());

const ask = async (body: object = { kind: 'RUN_LINES', runId, reason: '财政核对名单' }, subject?: string) =>
  world.payments.call(requestExport, { token: await world.as('COUNTY_FINANCE', subject), body });
const approve = async (id: string, version = 1, subject?: string) =>
  world.payments.call(approveExport, { token: await world.as('FUND_OFFICER', subject), params: { id }, version });
const take = async (id: string, encoding = 'UTF-8', subject?: string) =>
  world.payments.inject({
    method: 'POST',
    url: `${downloadExport.path.replace('{id}', id)}?encoding=${encoding}`,
    headers: { authorization: `Bearer ${await world.as('COUNTY_FINANCE', subject)}` },
  });

describe('exports', () => {
  it('TWO_PERSON_REQUIRED, EXPORT_NOT_APPROVED: nothing leaves on the word of one', async () => {
    const { body } = await ask(undefined, 'one');
    expect(body).toMatchObject({ state: 'REQUESTED', divisionCode: county });
    expect((await take(body.id, 'UTF-8', 'one')).json()).toMatchObject({ status: 409, code: 'EXPORT_NOT_APPROVED' });
    expect(await approve(body.id, 1, 'one')).toMatchObject({ status: 403, body: { code: 'TWO_PERSON_REQUIRED' } });
    expect(await approve(body.id, 2)).toMatchObject({ status: 412 });
    expect(await approve(body.id)).toMatchObject({ status: 200, body: { state: 'APPROVED', expiresOn: '2014-06-02' } });
    expect(await approve(body.id, 2)).toMatchObject({ status: 409, body: { code: 'STATE_TRANSITION_INVALID' } });
  });

  it('EXPORT_TAKEN: the list comes once, masked, with a byte order mark, and is logged', async () => {
    const { body } = await ask();
    await approve(body.id);
    expect((await take(body.id, 'UTF-8', 'somebody-else')).json()).toMatchObject({ code: 'SCOPE_FORBIDDEN' });
    const file = await take(body.id);
    expect(file.statusCode).toBe(200);
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect([...file.rawPayload.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const text = file.rawPayload.toString('utf8');
    expect(text.split('\r\n')).toHaveLength(3);
    expect(text).toContain('540.00');
    for (const secret of ['周文斌', '6299990000000017', '370100195006159023']) expect(text).not.toContain(secret);
    expect(text).toMatch(/周\*/);
    expect((await take(body.id)).json()).toMatchObject({ status: 410, code: 'EXPORT_TAKEN' });
    const audit = `select after ->> 'rowCount' as rows from audit_log where action = 'exports.download' and record_id = $1`;
    expect(await world.payments.rows(audit, [body.id])).toEqual([{ rows: '1' }]);
  });

  it('a list that leaves stands in the access ledger of each person in it, once (people.md §4)', async () => {
    const [{ personId } = { personId: '' }] = await world.payments.rows<{ personId: string }>(
      'select p.person_id as "personId" from line l join payee p on p.id = l.payee_id where l.run_id = $1',
      [runId],
    );
    const { body } = await ask();
    await approve(body.id);
    expect((await take(body.id)).statusCode).toBe(200);
    const token = await world.payments.serviceToken('people');
    const asked = { token, body: { personIds: [personId], first: 200 } };
    const { body: reads } = await world.payments.call(personReads('payments'), asked);
    expect(reads.items.filter(({ basis }: { basis: string }) => basis === `export/${body.id}`)).toMatchObject([
      {
        role: 'COUNTY_FINANCE',
        unit: county,
        purpose: 'PAY',
        channel: 'REST',
        fieldClasses: ['NAME_MASKED', 'ID_NO_MASKED', 'ACCOUNT_MASKED', 'BENEFIT'],
      },
    ]);
    const officer = await world.as('COUNTY_FINANCE');
    const refused = await world.payments.call(personReads('payments'), { ...asked, token: officer });
    expect(refused.body).toMatchObject({ code: 'SERVICE_ONLY' });
  });

  it('in GB18030 the same list comes for old spreadsheets', async () => {
    const { body } = await ask({
      kind: 'BENEFIT_MONTH',
      divisionCode: county,
      benefitMonth: '2014-06',
      reason: '月度核对',
    });
    await approve(body.id);
    const file = await take(body.id, 'GB18030');
    const rows = iconv.decode(file.rawPayload, 'gb18030').trimEnd().split('\r\n');
    expect(rows[0]).toBe('人员编号,项目,受益月份,金额,状态,地区');
    expect(rows).toHaveLength(3);
    expect(rows[1]).toMatch(/^[0-9a-f]{12},URBAN_DIBAO,2014-06,270\.00,OWED,370102000000$/);
  });

  it.each([
    ['RUN_UNKNOWN', 404, { kind: 'RUN_LINES', runId: randomUUID(), reason: '财政核对名单' }],
    [
      'SCOPE_FORBIDDEN',
      403,
      { kind: 'BENEFIT_MONTH', divisionCode: '371721000000', benefitMonth: '2014-06', reason: '月度核对' },
    ],
    ['INPUT_INVALID', 400, { kind: 'EVERYTHING', reason: '月度核对' }],
    ['INPUT_INVALID', 400, { kind: 'RUN_LINES', runId: randomUUID() }],
  ])('%s %i', async (code, status, body) => {
    expect(await ask(body)).toMatchObject({ status, body: { code } });
  });

  it('no login, another role, another county, EXPORT_UNKNOWN; the list of exports has them all', async () => {
    expect((await world.payments.call(requestExport, { body: {} })).status).toBe(401);
    const clerk = await world.as('ACCOUNT_CLERK');
    expect((await world.payments.call(requestExport, { token: clerk, body: {} })).status).toBe(403);
    const { body } = await ask();
    const foreign = await world.payments.token({ role: 'COUNTY_FINANCE', division: '371721' });
    const params = { id: body.id };
    expect(await world.payments.call(getExport, { token: foreign, params })).toMatchObject({
      status: 404,
      body: { code: 'EXPORT_UNKNOWN' },
    });
    const token = await world.as('AUDITOR');
    const listed = await world.payments.call(listExports, { token, query: {} });
    expect(listed.body.items[0]?.id).toBe(body.id);
    expect(await world.payments.call(getExport, { token, params })).toMatchObject({ status: 200 });
  });

  it('EXPORT_EXPIRED: the eighth day after the approval is too late', async () => {
    const [first, second] = [await ask(), await ask()];
    await approve(first.body.id);
    await approve(second.body.id);
    await world.payments.setToday('2014-06-02');
    expect((await take(first.body.id)).statusCode).toBe(200);
    await world.payments.setToday('2014-06-03');
    expect((await take(second.body.id)).json()).toMatchObject({ status: 410, code: 'EXPORT_EXPIRED' });
    const token = await world.as('AUDITOR');
    const shown = await world.payments.call(getExport, { token, params: { id: second.body.id } });
    expect(shown.body.state).toBe('EXPIRED');
  });
});
