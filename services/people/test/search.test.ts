import { randomUUID } from 'node:crypto';
import { findPersons } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBody, anIdNo, otherCounty, type People, startPeople, township } from './fixtures.ts';

const village = '370102001001';
const idNo = '370900198203109030';
let people: People;
let personId: string;
let caseId: string;

beforeAll(async () => {
  people = await startPeople();
  personId = await people.aPerson({ ...aBody(idNo), hukouDivision: village });
  caseId = await people.openCase([]);
});
afterAll(() => people.stop());

let sequence = 0;
/** A searcher of their own, so that no test eats another's budget. */
function aSearcher(role: 'TOWNSHIP_ACCEPTOR' | 'CITY_SUPERVISOR' = 'TOWNSHIP_ACCEPTOR') {
  sequence += 1;
  return people.token({ role, division: township, subject: `searcher-${sequence}` });
}

async function find(body: object, call: object = {}) {
  const token = await aSearcher();
  return people.call(findPersons, { token, purpose: 'ASSESS_BENEFIT', caseId, body, ...call });
}

const codeOf = ({ status, body }: { status: number; body: unknown }) => `${status} ${(body as { code?: string }).code}`;

describe('persons.find (people.md §1)', () => {
  it.each([
    ['an identity number', { idNo }],
    [
      'a number in full-width digits',
      { idNo: [...idNo].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('') },
    ],
    ['name and birth date', { name: '张伟', birthDate: '1982-03-10' }],
    ['a traditional form of the name and birth date', { name: '張偉', birthDate: '1982-03-10' }],
    ['name and village', { name: '张伟', village }],
  ])('finds by %s, masked: the case does not name the person', async (_what, body) => {
    const answer = await find(body);
    expect(answer.status).toBe(200);
    expect(answer.body.hits).toEqual([
      {
        personId,
        name: '张*',
        idNo: '370900********9030',
        sex: '1',
        birthDate: '1982-03-10',
        hukouDivision: village,
        lifeStatus: 'ALIVE',
      },
    ]);
  });

  it('a case handler whose case names the person sees the name; a supervisor never', async () => {
    const own = await people.openCase([personId]);
    expect((await find({ idNo }, { caseId: own })).body.hits[0]?.name).toBe('张伟');
    const token = await aSearcher('CITY_SUPERVISOR');
    expect((await find({ idNo }, { caseId: own, token, purpose: 'SUPERVISE' })).body.hits[0]?.name).toBe('张*');
  });

  it('each search is in the access ledger with its case, also a miss', async () => {
    const own = await people.openCase([]);
    await find({ idNo }, { caseId: own });
    await find({ idNo: anIdNo('1970-07-07') }, { caseId: own });
    const rows = await people.rows(
      'select person_id, field_classes from access_ledger where case_id = $1 order by at, id',
      [own],
    );
    expect(rows).toEqual([
      { person_id: personId, field_classes: ['NAME_MASKED', 'ID_NO_MASKED', 'BASIC'] },
      { person_id: null, field_classes: ['IDENTITY_MATCH'] },
    ]);
    const searches = await people.rows('select keys, hits from person_search where case_id = $1 order by at, id', [
      own,
    ]);
    expect(searches).toEqual([
      { keys: 'NUMBER', hits: 1 },
      { keys: 'NUMBER', hits: 0 },
    ]);
  });

  it('finds the kept person by what a merged record has', async () => {
    const dropped = await people.aPerson({ ...aBody(), name: '赵前' });
    await people.rows('insert into person_alias (alias, canonical, since) values ($1, $2, now())', [dropped, personId]);
    const { body } = await find({ name: '赵前', birthDate: '1982-03-10' });
    expect(body.hits.map((hit: { personId: string }) => hit.personId)).toEqual([personId]);
    await people.rows('delete from person_alias where alias = $1', [dropped]);
  });
});

describe('bad input (people.md §6)', () => {
  it.each([
    ['nothing', {}],
    ['a name alone', { name: '张伟' }],
    ['a birth date alone', { birthDate: '1982-03-10' }],
    ['a village alone', { village }],
    ['a birth date and a village', { birthDate: '1982-03-10', village }],
    ['a name and a whole township', { name: '张伟', village: township }],
    ['more keys than one search has', { idNo, name: '张伟' }],
  ])('SEARCH_TOO_WIDE: %s is not enough to search by', async (_what, body) => {
    expect(codeOf(await find(body))).toBe('422 SEARCH_TOO_WIDE');
  });

  it('SEARCH_TOO_WIDE: more than 20 hits show nobody, and the search is logged', async () => {
    const crowd = { ...aBody(), idType: 'HUKOU_BOOK_ONLY', idNo: undefined, name: '王多', newPersonReason: '同名' };
    const ids: string[] = [];
    for (let count = 0; count < 20; count += 1) ids.push(await people.aPerson(crowd));
    const keys = { name: '王多', birthDate: '1982-03-10' };
    const full = await find(keys);
    expect(full.body.hits.map((hit: { personId: string }) => hit.personId).sort()).toEqual([...ids].sort());
    await people.aPerson(crowd);
    const own = await people.openCase([]);
    expect(codeOf(await find(keys, { caseId: own }))).toBe('422 SEARCH_TOO_WIDE');
    const logged = await people.rows('select person_id from access_ledger where case_id = $1', [own]);
    expect(logged).toEqual([{ person_id: null }]);
    expect(await people.rows('select hits from person_search where case_id = $1', [own])).toEqual([{ hits: 21 }]);
  });

  it.each([
    ['NAME_INVALID', { name: 'zhang wei', birthDate: '1982-03-10' }],
    ['NAME_INVALID', { name: '张%', village }],
    ['ID_FORMAT_INVALID', { idNo: '370900' }],
    ['ID_CHECKSUM_INVALID', { idNo: '370900198203109031' }],
    ['ID_LEGACY_FORMAT', { idNo: '370900820310903' }],
  ])('%s: no part of a name or number, and no pinyin: %j', async (code, body) => {
    expect(codeOf(await find(body))).toBe(`422 ${code}`);
  });
});

describe('who may search', () => {
  it('CASE_REQUIRED: no case, a foreign one, an unknown one; a draft admits a search by number only', async () => {
    const foreign = await people.openCase([], { division: otherCounty });
    const draft = await people.openCase([], { stage: 'DRAFT' });
    expect(codeOf(await find({ idNo }, { caseId: undefined }))).toBe('403 CASE_REQUIRED');
    expect(codeOf(await find({ idNo }, { caseId: foreign }))).toBe('403 CASE_REQUIRED');
    expect(codeOf(await find({ idNo }, { caseId: `veterans/${randomUUID()}` }))).toBe('403 CASE_REQUIRED');
    expect(codeOf(await find({ name: '张伟', village }, { caseId: draft }))).toBe('403 CASE_REQUIRED');
    expect((await find({ idNo }, { caseId: draft })).status).toBe(200);
  });

  it('PURPOSE_REQUIRED, PURPOSE_NOT_PERMITTED, ROLE_NOT_PERMITTED, TOKEN_MISSING', async () => {
    const finance = await people.token({ role: 'COUNTY_FINANCE', division: township });
    expect(codeOf(await find({ idNo }, { purpose: undefined }))).toBe('422 PURPOSE_REQUIRED');
    expect(codeOf(await find({ idNo }, { purpose: 'PAY' }))).toBe('403 PURPOSE_NOT_PERMITTED');
    expect(codeOf(await find({ idNo }, { token: finance }))).toBe('403 ROLE_NOT_PERMITTED');
    expect(codeOf(await find({ idNo }, { token: undefined }))).toBe('401 TOKEN_MISSING');
  });
});

describe('the budget (people.md §1)', () => {
  it('60 finds an hour; the next is TOO_MANY_REQUESTS with Retry-After, and allowed when the hour is over', async () => {
    const token = await aSearcher();
    for (let count = 0; count < 59; count += 1) expect((await find({ idNo }, { token })).status).toBe(200);
    // At once: the budget has room for one of them.
    const last = await Promise.all([find({ idNo }, { token }), find({ idNo }, { token })]);
    expect(last.map(codeOf).sort()).toEqual(['200 undefined', '429 TOO_MANY_REQUESTS']);
    const over = await find({ idNo }, { token });
    expect(codeOf(over)).toBe('429 TOO_MANY_REQUESTS');
    const wait = Number(over.headers['retry-after']);
    expect(wait).toBeGreaterThan(3_000);
    expect(wait).toBeLessThanOrEqual(3_600);
    // Another user has a budget of their own.
    expect((await find({ idNo })).status).toBe(200);
    const rows = await people.rows(
      `update person_search set at = at - interval '1 hour' where actor in (
         select actor from person_search group by actor having count(*) = 60) returning actor`,
    );
    expect(rows).toHaveLength(60);
    expect((await find({ idNo }, { token })).status).toBe(200);
  });

  it('more than 30 misses a day raise one alarm that counts on', async () => {
    const token = await people.token({ role: 'TOWNSHIP_ACCEPTOR', division: township, subject: 'guesser' });
    const alarms = () =>
      people.rows('select kind, day::text, count, state, division_code from access_alarm where actor = $1', [
        'guesser',
      ]);
    const miss = () => find({ idNo: anIdNo('1971-07-07') }, { token });
    for (let count = 0; count < 30; count += 1) await miss();
    await find({ idNo }, { token });
    expect(await alarms()).toEqual([]);
    await miss();
    await miss();
    expect(await alarms()).toEqual([
      { kind: 'SEARCH_MISSES', day: '2014-04-28', count: 32, state: 'OPEN', division_code: township },
    ]);
  });
});
