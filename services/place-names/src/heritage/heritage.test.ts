import { randomUUID } from 'node:crypto';
import {
  addHeritageMeasure,
  decideHeritage,
  getPlaceName,
  listHeritage,
  listPublications,
  proposeHeritage,
  publishPublication,
  recordPublication,
} from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';
import { aPlace } from '../names/factories.ts';
import { namesIndicators } from './index.ts';

let test: TestService<DB>;
let county: string;
let officer: string;
let checker: string;
beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
  county = await test.token({ role: 'PLACE_COUNTY_CLERK', division: '371323' });
  officer = await test.token({ role: 'PLACE_PROVINCE_OFFICER' });
  checker = await test.token({ role: 'PLACE_PROVINCE_CHECKER' });
});
afterAll(() => test.stop());

const evidence = '《隋书·地理志》载开皇十六年置县，沿用至今。';
const document = '鲁民函〔2014〕8号';
const yishui = { kind: 'THOUSAND_YEAR_COUNTY', establishedYear: 596, nameSinceYear: 596, evidence } as const;
const aCounty = { name: '沂水县', categoryCode: '21300', divisionCode: '371323000000' };

async function propose(overrides: object = {}, place: object = aCounty, token: string | undefined = county) {
  const { placeId } = await aPlace(test.kit, place);
  return test.call(proposeHeritage, { body: { ...yishui, placeId, ...overrides }, ...(token ? { token } : {}) });
}

async function listed() {
  const { body } = await propose();
  const decision = { listed: true, protectionLevel: 'PROVINCE', document };
  const answer = await test.call(decideHeritage, {
    token: checker,
    params: { id: body.id },
    version: 1,
    body: decision,
  });
  expect([answer.status, answer.body]).toMatchObject([200, { state: 'LISTED' }]);
  return answer.body;
}

describe('heritageEntries', () => {
  it('a thousand-year county: proposed by the county, listed by the province, its name marked, measures with it, public', async () => {
    const { status, body } = await propose();
    expect([status, body]).toMatchObject([
      201,
      { state: 'PROPOSED', yearsEstablished: 1418, yearsOfName: 1418, protectionLevel: null },
    ]);
    const decision = { listed: true, protectionLevel: 'PROVINCE', document };
    const decided = await test.call(decideHeritage, {
      token: checker,
      params: { id: body.id },
      version: 1,
      body: decision,
    });
    expect(decided.body).toMatchObject({ state: 'LISTED', listedOn: '2014-04-28', version: 2 });
    const place = await test.call(getPlaceName, { params: { id: body.placeId } });
    expect(place.body).toMatchObject({ heritage: 'THOUSAND_YEAR_COUNTY', protectionLevel: 'PROVINCE' });
    const measure = { title: '沂水地名文化遗产保护实施办法', document: '沂政发〔2014〕3号', issuedOn: '2014-04-20' };
    const add = (overrides: object = {}) =>
      test.call(addHeritageMeasure, { token: county, params: { id: body.id }, body: { ...measure, ...overrides } });
    expect((await add()).body.measures).toMatchObject([measure]);
    expect((await add()).body).toMatchObject({ code: 'DOC_DUPLICATE' });
    expect((await add({ document: '沂政发〔2014〕4号', issuedOn: '2014-04-29' })).body).toMatchObject({
      code: 'DATE_NOT_ALLOWED',
    });
    const shown = await test.call(listHeritage, { query: { kind: 'THOUSAND_YEAR_COUNTY', first: 200 } });
    expect(shown.body.items.find(({ id }) => id === body.id)).toMatchObject({ name: '沂水县', measures: [measure] });
    const actions = await test.rows<{ action: string }>(
      'select action from audit_log where record_id = $1 order by seq',
      [body.id],
    );
    expect(actions.map(({ action }) => action)).toEqual([
      'heritageEntries.propose',
      'heritageEntries.decide',
      'heritageEntries.addMeasure',
    ]);
  });

  it('what is only proposed, refused or not public is not on the public list', async () => {
    const { body: proposed } = await propose();
    const { body: refused } = await propose();
    await test.call(decideHeritage, {
      token: checker,
      params: { id: refused.id },
      version: 1,
      body: { listed: false },
    });
    const secret = await listed();
    await test.rows(
      "update place_name set secrecy = 'SECRET', name = '金丝雀县', specific_part = '金丝雀', generic_part = '县' where place_id = $1",
      [secret.placeId],
    );
    const { body } = await test.call(listHeritage, { query: { first: 200 } });
    const ids = body.items.map(({ id }) => id);
    expect(ids.filter((id) => [proposed.id, refused.id, secret.id].includes(id))).toEqual([]);
    expect(JSON.stringify(body)).not.toContain('金丝雀');
  });

  it.each([
    ['a year 0', { establishedYear: 0 }, 422, 'YEAR_INVALID'],
    ['a year to come', { nameSinceYear: 2015 }, 422, 'YEAR_INVALID'],
    ['too young', { nameSinceYear: 1100 }, 422, 'HERITAGE_TOO_YOUNG'],
    ['without years', { establishedYear: undefined }, 422, 'HERITAGE_YEARS_MISSING'],
    ['a county as a street', { kind: 'STREET' }, 422, 'HERITAGE_KIND_MISMATCH'],
    ['an unknown place', { placeId: '00000000-0000-4000-8000-000000000000' }, 404, 'PLACE_UNKNOWN'],
    ['no evidence', { evidence: 'x' }, 400, 'INPUT_INVALID'],
  ])('%s', async (_, overrides, status, code) => {
    const answer = await propose(overrides);
    expect([answer.status, answer.body]).toMatchObject([status, { code }]);
  });

  it('one entry a feature; the same key answers the first', async () => {
    const { placeId } = await aPlace(test.kit, aCounty);
    const key = randomUUID();
    const put = (again?: string) =>
      test.call(proposeHeritage, { token: county, body: { ...yishui, placeId }, ...(again ? { key: again } : {}) });
    const [one, two] = [await put(key), await put(key)];
    expect(two.body).toEqual(one.body);
    expect((await put()).body).toMatchObject({ code: 'RECORD_DUPLICATE' });
  });

  it('no login, a role without the right, another county, the proposer deciding, twice, without a document', async () => {
    expect((await propose({}, aCounty, '')).status).toBe(401);
    const expert = await test.token({ role: 'PLACE_EXPERT', division: '371323' });
    expect((await propose({}, aCounty, expert)).body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    const other = await test.token({ role: 'PLACE_COUNTY_CLERK', division: '371321' });
    expect((await propose({}, aCounty, other)).body).toMatchObject({ code: 'SCOPE_FORBIDDEN' });
    const grants = {
      role: 'PLACE_PROVINCE_OFFICER',
      also: [{ role: 'PLACE_PROVINCE_CHECKER', division: '370000000000' }],
    } as const;
    const both = await test.token({ ...grants, subject: 'both' });
    const { body } = await propose({}, aCounty, both);
    const decide = (token: string, decision: object, version = 1) =>
      test.call(decideHeritage, { token, params: { id: body.id }, version, body: decision });
    const yes = { listed: true, protectionLevel: 'COUNTY', document };
    expect((await decide(both, yes)).body).toMatchObject({ code: 'SEPARATION_OF_DUTIES' });
    expect((await decide(checker, { listed: true, protectionLevel: 'COUNTY' })).body).toMatchObject({
      code: 'DOCUMENT_MISSING',
    });
    expect((await decide(county, yes)).body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    expect((await decide(checker, yes, 7)).body).toMatchObject({ code: 'VERSION_CONFLICT' });
    expect((await decide(checker, yes)).status).toBe(200);
    expect((await decide(checker, yes, 2)).body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
    const unknown = await test.call(decideHeritage, {
      token: checker,
      params: { id: randomUUID() },
      version: 1,
      body: yes,
    });
    expect([unknown.status, unknown.body]).toMatchObject([404, { code: 'HERITAGE_UNKNOWN' }]);
  });

  it('a proposed name has no measures yet', async () => {
    const { body } = await propose();
    const measure = { title: '保护办法', document: 'X1', issuedOn: '2014-04-20' };
    const answer = await test.call(addHeritageMeasure, { token: county, params: { id: body.id }, body: measure });
    expect([answer.status, answer.body]).toMatchObject([409, { code: 'STATE_TRANSITION_INVALID' }]);
  });
});

describe('publications and the indicators', () => {
  const episode = { kind: 'FILM_EPISODE', title: '沂水', divisionCode: '371323000000', madeOn: '2014-03-01' } as const;

  async function recorded(series: string, number: number, overrides: object = {}) {
    const { status, body } = await test.call(recordPublication, {
      token: officer,
      body: { ...episode, series, number, ...overrides },
    });
    expect(status).toBe(201);
    return body;
  }

  async function broadcast(id: string, publishedOn: string, token = checker) {
    return test.call(publishPublication, { token, params: { id }, version: 1, body: { publishedOn } });
  }

  it('an episode counts when it was made and broadcast; it is public from then on', async () => {
    const made = await recorded('测试系列', 1);
    const before = await test.call(listPublications, { query: { kind: 'FILM_EPISODE', first: 200 } });
    expect(before.body.items.map(({ id }) => id)).not.toContain(made.id);
    expect((await broadcast(made.id, '2014-04-20')).body).toMatchObject({ publishedOn: '2014-04-20', version: 2 });
    const after = await test.call(listPublications, { query: { kind: 'FILM_EPISODE', first: 200 } });
    expect(after.body.items.map(({ id }) => id)).toContain(made.id);
  });

  it.each([
    ['before it was made', '2014-02-28', 'DATE_NOT_ALLOWED'],
    ['in days to come', '2014-04-29', 'DATE_NOT_ALLOWED'],
  ])('broadcast %s', async (title, day, code) => {
    const made = await recorded(title, 1);
    expect((await broadcast(made.id, day)).body).toMatchObject({ code });
  });

  it('no number twice, no day to come, no division that is none, not by the one who recorded it, not twice', async () => {
    const made = await recorded('另一系列', 1);
    const put = (body: object, token?: string) =>
      test.call(recordPublication, {
        body: { ...episode, series: '另一系列', number: 2, ...body },
        ...(token ? { token } : {}),
      });
    expect((await put({ number: 1 }, officer)).body).toMatchObject({ code: 'RECORD_DUPLICATE' });
    expect((await put({ madeOn: '2014-04-29' }, officer)).body).toMatchObject({ code: 'DATE_NOT_ALLOWED' });
    expect((await put({ divisionCode: '371399000000' }, officer)).body).toMatchObject({ code: 'DIVISION_NOT_VALID' });
    expect((await put({}, county)).body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    expect((await put({})).status).toBe(401);
    const both = await test.token({
      role: 'PLACE_PROVINCE_CHECKER',
      subject: 'test-place_province_officer-370000000000',
    });
    expect((await broadcast(made.id, '2014-04-20', both)).body).toMatchObject({ code: 'SEPARATION_OF_DUTIES' });
    expect((await broadcast(made.id, '2014-04-20')).status).toBe(200);
    const again = await test.call(publishPublication, {
      token: checker,
      params: { id: made.id },
      version: 2,
      body: { publishedOn: '2014-04-21' },
    });
    expect(again.body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
    const unknown = await broadcast(randomUUID(), '2014-04-20');
    expect([unknown.status, unknown.body]).toMatchObject([404, { code: 'PUBLICATION_UNKNOWN' }]);
  });

  it('PN-07: nine episodes are not done, ten are; PN-11: one measure issued in the year is', async () => {
    const year = 2013;
    const read = () => test.kit.read(test.kit.system('names.load'), (db) => namesIndicators(db, year));
    for (let number = 1; number <= 10; number += 1) await recorded('古县神韵', number, { madeOn: '2013-03-01' });
    await test.rows(
      "update publication set published_on = '2013-05-01', published_by = 'x' where series = '古县神韵' and number < 10",
    );
    const [film, measures] = await read();
    expect(film).toMatchObject({ code: 'PN-07', reached: 9, target: 10, unit: '集', done: false });
    expect(film?.rows.filter(({ counted }) => !counted)).toMatchObject([
      { state: 'MADE', title: '《古县神韵》第10集 沂水' },
    ]);
    expect(measures).toMatchObject({ code: 'PN-11', reached: 0, done: false });
    // Broadcast in the next year: it does not count for this one.
    await test.rows(
      "update publication set published_on = '2014-01-01', published_by = 'x' where series = '古县神韵' and number = 10",
    );
    expect((await read())[0]).toMatchObject({ reached: 9, done: false });
    await test.rows("update publication set published_on = '2013-12-31' where series = '古县神韵' and number = 10");
    const entry = await listed();
    await test.rows(
      `insert into heritage_measure values (gen_random_uuid(), $1, '371323000000', '保护实施办法', '鲁民〔2013〕9号', '2013-12-31', 'x')`,
      [entry.id],
    );
    expect(await read()).toMatchObject([
      { reached: 10, done: true },
      { reached: 1, done: true, rows: [{ title: '保护实施办法（鲁民〔2013〕9号）', counted: true }] },
    ]);
  });
});

describe('heritage in the graph', () => {
  it('answers the same as REST', async () => {
    const entry = await listed();
    const headers = { authorization: `Bearer ${await test.serviceToken('gateway')}`, 'x-user-token': county };
    const query =
      '{ heritage(first: 200) { edges { node { id name kind state yearsOfName version } } pageInfo { hasNextPage } } }';
    const answer = (await test.inject({ method: 'POST', url: '/graphql', headers, payload: { query } })).json();
    const rest = (await test.call(listHeritage, { query: { first: 200 } })).body.items;
    const nodes = answer.data.heritage.edges.map(({ node }: { node: object }) => node);
    expect(nodes).toEqual(
      rest.map(({ id, name, kind, state, yearsOfName, version }) => ({ id, name, kind, state, yearsOfName, version })),
    );
    expect(nodes.map(({ id }: { id: string }) => id)).toContain(entry.id);
  });
});
