import { confirmReply, enterReply, getLetter, letterPdf, listLetters } from '@mz/contracts';
import { pdfText } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Household, hashOf, startWorld, type World } from './world.ts';

let world: World;
let household: Household;
let requestId: string;
beforeAll(async () => {
  world = await startWorld();
  expect((await world.agree({ agencyCode: 'LAND', mode: 'ML', items: ['LAND_COMP'] })).status).toBe(201);
  household = await world.aHousehold('carOwner');
  requestId = await world.request(world.briefOf(household));
  await world.entrust(requestId);
  await world.dispatch(requestId);
  await world.nextHour();
});
afterAll(() => world?.stop());

const purpose = 'VERIFY_MEANS' as const;

async function theLetter() {
  const { body } = await world.call(listLetters, { token: world.tokens.operator, query: { requestId } });
  return body.items[0];
}

async function questions(): Promise<{ id: string; person_id: string; state: string; mandatory: boolean }[]> {
  return world.iv.rows(
    "select id, person_id, state, mandatory from sub_query where request_id = $1 and agency_code = 'LAND' order by id",
    [requestId],
  );
}

function reply(subQueryId: string, change: object = {}) {
  const body = { subQueryId, outcome: 'NO_RECORD', rows: [], sourceAsOf: '2014-04-28', scanSha256: hashOf('scan') };
  return { purpose, body: { ...body, ...change } };
}

describe('an agency that answers on paper', () => {
  test('its questions wait for people; one letter for the request names the persons, and who reads it is audited', async () => {
    expect(await questions()).toMatchObject([
      { state: 'MANUAL_PENDING', mandatory: false },
      { state: 'MANUAL_PENDING', mandatory: false },
    ]);
    const letter = await theLetter();
    expect(letter).toMatchObject({ kind: 'QUERY', agencyCode: 'LAND', open: 2, writtenOn: '2014-04-28' });
    expect(letter.no).toMatch(/^37010220140428\d{6}$/);
    const call = { params: { id: letter.id }, purpose };
    const { body } = await world.call(getLetter, { ...call, token: world.tokens.operator });
    expect(body.text).toContain('国土资源局');
    for (const { name, idNo } of household.story.adults) expect(body.text).toContain(`${name}，公民身份号码 ${idNo}`);
    expect(body.text).toContain('征地补偿');
    const read = await world.iv.rows("select from audit_log where action = 'letters.read' and record_id = $1", [
      letter.id,
    ]);
    expect(read).toHaveLength(1);
    expect((await world.call(getLetter, { ...call, token: world.tokens.clerk })).status).toBe(403);
  });

  test('it is printed as a PDF with the same text, its number to scan and lines to sign; the reading is logged', async () => {
    const letter = await theLetter();
    const url = letterPdf.path.replace('{id}', letter.id);
    const headers = { authorization: `Bearer ${world.tokens.operator}`, 'x-purpose': 'VERIFY_MEANS' };
    const pdf = await world.iv.inject({ method: 'GET', url, headers });
    expect([pdf.statusCode, pdf.headers['content-type']]).toEqual([200, 'application/pdf']);
    const text = (await pdfText(pdf.rawPayload)).join('').replaceAll(/\s/g, '');
    for (const part of ['核对函', letter.no, '国土资源局', '征地补偿', '经办人（签字）', '协查单位（盖章）']) {
      expect(text).toContain(part);
    }
    for (const { idNo } of household.story.adults) expect(text).toContain(idNo);
    const read = "select from audit_log where action = 'letters.read' and record_id = $1";
    expect(await world.iv.rows(read, [letter.id])).toHaveLength(2);
    const clerk = { ...headers, authorization: `Bearer ${world.tokens.clerk}` };
    expect((await world.iv.inject({ method: 'GET', url, headers: clerk })).statusCode).toBe(403);
  });

  test('DOCUMENT_MISSING: a reply without its scan; ANSWER_UNKNOWN_REF, ANSWER_INCONSISTENT and FINDING_VALUE_INVALID are refused at once', async () => {
    const letter = await theLetter();
    const [first] = await questions();
    const call = { token: world.tokens.operator, params: { id: letter.id } };
    const enter = async (change: object) => {
      const { status, body } = await world.call(enterReply, { ...call, ...reply(first?.id ?? '', change) });
      return `${status} ${body.code}`;
    };
    expect(await enter({ scanSha256: undefined })).toBe('422 DOCUMENT_MISSING');
    expect(await enter({ subQueryId: letter.id })).toBe('409 ANSWER_UNKNOWN_REF');
    expect(await enter({ outcome: 'HIT' })).toBe('422 ANSWER_INCONSISTENT');
    const row = { village: '大庄村', amountFen: -1, paidOn: '2013-12-01' };
    expect(await enter({ outcome: 'HIT', rows: [row] })).toBe('422 FINDING_VALUE_INVALID');
    expect(await enter({ sourceAsOf: '2014-05-01' })).toBe('422 ANSWER_STALE_OR_FUTURE');
  });

  test('TWO_PERSON_REQUIRED: who entered a reply does not confirm it; another person does, and it is an answer like any other', async () => {
    const letter = await theLetter();
    const [first, second] = await questions();
    const row = { village: '大庄村', amountFen: 500_000, paidOn: '2013-12-01' };
    const entered = await world.call(enterReply, {
      ...{ token: world.tokens.operator, params: { id: letter.id } },
      ...reply(first?.id ?? '', { outcome: 'HIT', rows: [row] }),
    });
    expect(entered).toMatchObject({ status: 201, body: { state: 'ENTERED', confirmedBy: null } });
    expect((await questions())[0]).toMatchObject({ state: 'MANUAL_PENDING' });
    const twice = await world.call(enterReply, {
      ...{ token: world.tokens.second, params: { id: letter.id } },
      ...reply(first?.id ?? ''),
    });
    expect(twice).toMatchObject({ status: 409, body: { code: 'ANSWER_DUPLICATE' } });
    const call = { params: { id: entered.body.id }, purpose, body: {}, version: entered.body.version };
    const alone = await world.call(confirmReply, { ...call, token: world.tokens.operator });
    expect(alone).toMatchObject({ status: 403, body: { code: 'TWO_PERSON_REQUIRED' } });
    const confirmed = await world.call(confirmReply, { ...call, token: world.tokens.second });
    expect(confirmed).toMatchObject({ status: 200, body: { state: 'CONFIRMED', confirmedBy: 'second-operator' } });
    expect(await questions()).toMatchObject([{ state: 'ANSWERED' }, { state: 'MANUAL_PENDING' }]);
    const answers = await world.iv.rows('select outcome, row_count from answer where sub_query_id = $1', [first?.id]);
    expect(answers).toEqual([{ outcome: 'HIT', row_count: 1 }]);
    const again = await world.call(confirmReply, { ...call, token: world.tokens.second, version: 2 });
    expect(again.body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
    expect(second?.state).toBe('MANUAL_PENDING');
  });

  test('nothing waits for an optional agency: the report comes out before its letter is answered, with what the replies so far say', async () => {
    const { body } = await world.compile(requestId);
    expect(body).toMatchObject({ reportVersion: 1, missingAgencies: ['LAND'] });
    expect(body.secondaryFlags).not.toContain('INCOMPLETE');
    // What two persons took from the letter is found like any other answer: 5,000.00 that came once, apart from the income.
    const found = body.items.filter(({ source }: { source: string }) => source === 'LAND');
    expect(found).toMatchObject([
      {
        ...{ findingClass: 'INCOME', type: 'LAND_COMPENSATION', declared: null, verified: 500_000, countable: false },
        ...{ sourceAsOf: '2014-04-28', confidence: 'LOW', verdict: 'UNDECLARED' },
      },
    ]);
  });
});
