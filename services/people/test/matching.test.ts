import { dismissMatch, listMatches, recordKinship } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBody, anIdNo, county, otherCounty, type People, startPeople } from './fixtures.ts';

const village = '370102001001';
let people: People;
let reviewer: string;

beforeAll(async () => {
  people = await startPeople();
  reviewer = await people.token({ role: 'COUNTY_REVIEWER', division: county });
});
afterAll(() => people.stop());

/** A person without a number in the village. */
function anEntry(overrides: object = {}) {
  return people.aPerson({
    ...aBody(),
    idNo: undefined,
    phone: undefined,
    idType: 'HUKOU_BOOK_ONLY',
    hukouDivision: village,
    newPersonReason: '另一人',
    ...overrides,
  });
}

const pairsOf = (...ids: string[]) =>
  people.rows<{ score: number; state: string }>(
    'select score, state from person_match where person_a = any($1) and person_b = any($1)',
    [ids],
  );

const list = (query: object = {}, token = reviewer) =>
  people.call(listMatches, { token, purpose: 'REGISTER_EVENT', query: { first: 200, ...query } });

describe('pairs that the machine finds (people.md §1.2)', () => {
  it('example H4, H5, H6: 80 is listed, 90 with the same phone is proposed, verified different numbers are not listed', async () => {
    const name = '孙四';
    const first = await anEntry({ name, phone: '13800005555' });
    const second = await anEntry({ name });
    expect(await pairsOf(first, second)).toEqual([{ score: 80, state: 'LISTED' }]);
    const third = await anEntry({ name, phone: '13800005555' });
    expect(await pairsOf(first, third)).toEqual([{ score: 90, state: 'PROPOSED' }]);
    const verified = async () => {
      const id = await people.aPerson({ ...aBody(), name: '孙六', hukouDivision: village, phone: '13800006666' });
      await people.rows(`update person set certainty = 'VERIFIED' where id = $1`, [id]);
      return id;
    };
    const [one, other] = [await verified(), await verified()];
    await people.setToday('2014-04-29');
    expect(await pairsOf(one, other)).toEqual([]);
  });

  it('finds a pair by the sound of the name and the birth date, and by the phone with day and month changed over', async () => {
    const first = await anEntry({ name: '钱伟', birthDate: '1983-04-05', phone: '13800007777' });
    const sound = await anEntry({ name: '钱玮', birthDate: '1983-04-05', phone: '13800007777' });
    expect(await pairsOf(first, sound)).toEqual([{ score: 72, state: 'LISTED' }]);
    const swapped = await anEntry({ name: '钱伟', birthDate: '1983-05-04', phone: '13800007777' });
    expect(await pairsOf(first, swapped)).toEqual([{ score: 75, state: 'LISTED' }]);
  });

  it('two registrations of the same moment do not see each other: the daily job does', async () => {
    const entries = { name: '周同', birthDate: '1984-04-04' };
    const [first, second] = await Promise.all([anEntry(entries), anEntry(entries)]);
    await people.setToday('2014-04-30');
    expect(await pairsOf(first, second)).toEqual([{ score: 80, state: 'LISTED' }]);
    expect(await people.rows('select 1 from person where match_due or pinyin_birth_index is null')).toEqual([]);
  });

  it('a pair that no longer scores goes away: the two were recorded as parent and child', async () => {
    const [old, young] = [
      await people.aPerson({ ...aBody(anIdNo('1960-06-06')), name: '吴大', hukouDivision: village }),
      await people.aPerson({ ...aBody(anIdNo('1960-06-06')), name: '吴大', hukouDivision: village }),
    ];
    expect(await pairsOf(old, young)).toHaveLength(1);
    const kinship = await people.call(recordKinship, {
      token: people.acceptor,
      body: { personId: old, relativeId: young, kind: 'SIBLING', validFrom: '2014-01-01', source: '户口簿' },
    });
    expect(kinship.status).toBe(201);
    await people.rows('update person set match_due = true where id = $1', [old]);
    await people.setToday('2014-05-01');
    expect(await pairsOf(old, young)).toEqual([]);
  });
});

describe('matches.list and matches.dismiss', () => {
  it('shows the pairs of the division by score, masked, and each person shown is in the access ledger', async () => {
    const { status, body } = await list();
    expect(status).toBe(200);
    const scores = body.items.map(({ score }: { score: number }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores[0]).toBe(90);
    const [top] = body.items;
    expect([top?.a.name, top?.b.name, top?.a.idNo]).toEqual(['孙*', '孙*', null]);
    expect(top?.parts).toContainEqual({ part: 'PHONE_EQUAL', points: 10 });
    const rows = await people.rows(`select distinct person_id from access_ledger where basis = 'matches.list'`);
    expect(rows.length).toBeGreaterThan(2);
  });

  it('pages without gap or repetition, and keeps other counties out', async () => {
    const all = (await list()).body.items.map(({ id }: { id: string }) => id);
    const seen: string[] = [];
    for (let after: string | undefined; ; ) {
      const { body } = await list({ first: 2, ...(after === undefined ? {} : { after }) });
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      if (body.next === null) break;
      after = body.next;
    }
    expect(seen).toEqual(all);
    const stranger = await people.token({ role: 'COUNTY_REVIEWER', division: otherCounty });
    expect((await list({}, stranger)).body.items).toEqual([]);
  });

  it('a dismissed pair keeps its reason, is not shown again and not proposed again', async () => {
    const { body } = await list({ state: 'PROPOSED' });
    const pair = body.items[0];
    const dismiss = () =>
      people.call(dismissMatch, {
        token: reviewer,
        params: { id: pair?.id ?? '' },
        body: { reason: '经核实为两个人' },
      });
    expect((await dismiss()).body).toEqual({ id: pair?.id, state: 'DISMISSED' });
    expect((await dismiss()).body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
    await people.rows('update person set match_due = true');
    await people.setToday('2014-05-02');
    expect((await list({ state: 'PROPOSED' })).body.items.map(({ id }: { id: string }) => id)).not.toContain(pair?.id);
    expect(await people.rows('select state, reason from person_match where id = $1', [pair?.id])).toEqual([
      { state: 'DISMISSED', reason: '经核实为两个人' },
    ]);
  });

  it('ROLE_NOT_PERMITTED, MATCH_UNKNOWN of another county, PURPOSE_REQUIRED', async () => {
    const { body } = await list();
    const call = { params: { id: body.items[0]?.id ?? '' }, body: { reason: '经核实为两个人' } };
    const stranger = await people.token({ role: 'COUNTY_REVIEWER', division: otherCounty });
    const codes = [
      await people.call(dismissMatch, { token: people.acceptor, ...call }),
      await people.call(dismissMatch, { token: stranger, ...call }),
      await people.call(listMatches, { token: reviewer }),
    ].map((answer) => (answer.body as { code?: string }).code);
    expect(codes).toEqual(['ROLE_NOT_PERMITTED', 'MATCH_UNKNOWN', 'PURPOSE_REQUIRED']);
  });
});
