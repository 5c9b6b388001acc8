import {
  countDivisions,
  divisionSnapshot,
  getDivision,
  listAncestors,
  listChildren,
  listDivisionChanges,
  listDivisions,
  resolveDivisions,
} from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';

let test: TestService<DB, unknown>;

beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
});
afterAll(() => test.stop());

async function at(code: string, asOf?: string) {
  return test.call(getDivision, { params: { code }, query: asOf === undefined ? {} : { asOf } });
}

describe('divisions.resolveBatch', () => {
  it('answers each question by itself, villages of different townships together', async () => {
    const from = '2014-01-01';
    const to = '2021-01-01';
    const queries = ['371081112200', '370686106200', '37018', '370181'].map((code) => ({ code, from, to }));
    const { body } = await test.call(resolveDivisions, { body: { queries } });
    expect(body.items.map((item) => item.resolution?.results.map((result) => result.code) ?? item.error?.code)).toEqual(
      [['371002112200'], ['370611105200'], 'CODE_FORMAT', ['370114000000']],
    );
  });

  it('gives the suggestions of a code that was not in force', async () => {
    const queries = [{ code: '370181', from: '2017-01-01', to: '2018-01-01' }];
    const { body } = await test.call(resolveDivisions, { body: { queries } });
    expect(body.items).toEqual([
      {
        resolution: null,
        error: { code: 'CODE_NOT_VALID_ON', suggestions: [{ code: '370114000000', name: '章丘区' }] },
      },
    ]);
  });
});

/** Adds the codes of one page of villages of 历下区 and gives the cursor of the next, which the Link header has too. */
async function villagesPage(codes: string[], after: { after?: string }): Promise<string | null> {
  const query = { parent: '370102', level: 'VILLAGE' as const, first: 40, ...after };
  const { body, headers } = await test.call(listDivisions, { query });
  codes.push(...body.items.map((one) => one.code));
  expect(headers.link === undefined).toBe(body.next === null);
  return body.next;
}

describe('reading the tree', () => {
  it('a village is held by township, county, prefecture, province', async () => {
    const { body } = await test.call(listAncestors, { params: { code: '370102001002' }, query: {} });
    expect(body.items.map((one) => one.name)).toEqual(['解放路街道', '历下区', '济南市', '山东省']);
  });

  it('a county city is held by the prefecture that manages it, and stands under the province in law', async () => {
    const { body } = await test.call(listAncestors, { params: { code: '370181' }, query: { asOf: '2014-04-28' } });
    expect(body.items.map((one) => one.name)).toEqual(['济南市', '山东省']);
    expect((await at('370181', '2014-04-28')).body).toMatchObject({
      parentCode: '370000000000',
      managedByCode: '370100000000',
    });
  });

  it('the children of a township are its villages on that day', async () => {
    const { body } = await test.call(listChildren, { params: { code: '371081112' }, query: { asOf: '2013-06-01' } });
    expect(body.items.length).toBeGreaterThan(10);
    expect(body.items.every((one) => one.code.startsWith('371081112') && one.level === 'VILLAGE')).toBe(true);
  });

  it('statistical zones are children only when asked for, hold nothing and are no ancestors', async () => {
    const codesOf = async (query: { includeTypes?: 'STATISTICAL_ZONE'[] }): Promise<string[]> =>
      (await test.call(listChildren, { params: { code: '371000' }, query })).body.items.map((one) => one.code);
    expect(await codesOf({})).not.toContain('371073000000');
    expect(await codesOf({ includeTypes: ['STATISTICAL_ZONE'] })).toContain('371073000000');
    expect((await test.call(listChildren, { params: { code: '371073' }, query: {} })).body.items).toEqual([]);
  });

  it('the statistics code of a zone township and of its villages leads to the code of the lawful county', async () => {
    const township = await at('371073112', '2023-06-30');
    expect(township.body).toMatchObject({ code: '371002112000', statisticsCode: '371073112000', name: '汪疃镇' });
    expect((await at('371073112200', '2023-06-30')).body).toMatchObject({ code: '371002112200' });
    const { body } = await test.call(listAncestors, { params: { code: '371073112' }, query: { asOf: '2023-06-30' } });
    expect(body.items.map((one) => one.name)).toEqual(['环翠区', '威海市', '山东省']);
  });

  it('below the county every day before the published table is a reconstruction', async () => {
    expect((await at('370102001', '2014-04-28')).body.provenance).toBe('RECONSTRUCTED');
    expect((await at('370102001', '2023-06-30')).body.provenance).toBe('STATISTICS_2023');
  });

  it('pages run through all villages of a county once, in the order of their codes', async () => {
    const codes: string[] = [];
    let after: { after?: string } | undefined = {};
    while (after !== undefined) {
      const next: string | null = await villagesPage(codes, after);
      after = next === null ? undefined : { after: next };
    }
    const { body } = await test.call(countDivisions, { params: { code: '370102' }, query: {} });
    expect(codes).toHaveLength(body.villages);
    expect(codes).toEqual([...new Set(codes)].sort());
  });

  it('without level a page lists what the parent holds directly: 17 prefectures in 2014', async () => {
    const { body } = await test.call(listDivisions, { query: {} });
    expect(body.items).toHaveLength(17);
    expect(body.asOf).toBe('2014-04-28');
  });

  it('counts of a prefecture are those of its own counties', async () => {
    const { body } = await test.call(countDivisions, { params: { code: '370100' }, query: { asOf: '2014-04-28' } });
    expect(body).toMatchObject({ prefectures: 0, districts: 6, countyCities: 1, counties: 3, countyLevel: 10 });
  });
});

describe('the code table behind an answer', () => {
  it('every answer carries the version of the code table as its ETag', async () => {
    const { headers, body } = await at('370102');
    expect(headers.etag).toMatch(/^"1-/);
    expect(body.version).toBe(1);
  });
});

describe('divisions.changes and the snapshot', () => {
  it('lists the changes since a day, oldest first, with their items', async () => {
    const { body } = await test.call(listDivisionChanges, { query: { since: '2014-01-01' } });
    expect(body.items.map((change) => change.changeId).slice(0, 3)).toEqual(['CH-03', 'CH-05', 'CH-04']);
    expect(body.items.find((change) => change.changeId === 'CH-04')).toMatchObject({
      docNo: '国函〔2014〕13号',
      items: [
        { toCode: '371002000000', extent: 'PART', partUnits: ['371081112000', '371081113000'], remainder: false },
        { toCode: '371003000000', extent: 'PART', partUnits: [], remainder: true },
      ],
    });
  });

  it('gives services every version down to the township, and to nobody else', async () => {
    const token = await test.serviceToken('people');
    const { body, headers } = await test.call(divisionSnapshot, { token, query: {} });
    expect(body.versions).toHaveLength(195 + 15 + 2355);
    expect(body.items).toHaveLength(59 + 502);
    expect(body.regionGroups).toHaveLength(17);
    expect(headers.etag).toBe('"1"');
    const user = await test.token({ role: 'COUNTY_APPROVER', division: '370102' });
    expect((await test.call(divisionSnapshot, { token: user, query: {} })).body).toMatchObject({
      code: 'SERVICE_ONLY',
    });
    expect((await test.call(divisionSnapshot, { query: {} })).status).toBe(401);
  });

  it('gives the villages of one county with the codes that they bore elsewhere', async () => {
    const token = await test.serviceToken('people');
    const { body } = await test.call(divisionSnapshot, { token, query: { level: 'VILLAGE', county: '370114' } });
    const prefixes = new Set(body.versions.map((version) => version.code.slice(0, 6)));
    expect(prefixes).toEqual(new Set(['370114', '370181']));
    expect(body.items.every((item) => item.changeId === 'CH-10')).toBe(true);
  });
});

describe('divisions in the graph', () => {
  /** As the gateway asks for a signed-in person. */
  async function graphql(query: string, variables: object = {}): Promise<{ data: never; errors?: never }> {
    const token = await test.serviceToken('gateway');
    const user = await test.token({ role: 'COUNTY_APPROVER', division: '370102' });
    const headers = { authorization: `Bearer ${token}`, 'x-user-token': user, 'content-type': 'application/json' };
    const payload = JSON.stringify({ query, variables });
    return JSON.parse((await test.inject({ method: 'POST', url: '/graphql', headers, payload })).payload);
  }

  it('answers the same division as REST', async () => {
    const fields = 'code unitId level type name shortName parentCode managedByCode validFrom validTo provenance';
    const answer = await graphql(`{ division(code: "370181", asOf: "2014-04-28") { ${fields} } }`);
    const { body } = await at('370181', '2014-04-28');
    expect(answer).toEqual({
      data: { division: Object.fromEntries(fields.split(' ').map((name) => [name, body[name as keyof typeof body]])) },
    });
  });

  it('refuses with the code that REST answers', async () => {
    expect(await graphql('{ division(code: "370181", asOf: "2017-01-01") { name } }')).toMatchObject({
      data: { division: null },
      errors: [{ path: ['division'], extensions: { code: 'CODE_NOT_VALID_ON' } }],
    });
  });

  it('an entity is the unit that bears the code today, else the last that bore it, else null', async () => {
    const representations = ['370102000000', '370205000000', '370102001002', '370120000000'].map((code) => ({
      __typename: 'Division',
      code,
    }));
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Division { name validTo } } }';
    expect(await graphql(query, { r: representations })).toEqual({
      data: {
        _entities: [
          { name: '历下区', validTo: null },
          { name: '四方区', validTo: '2012-09-30' },
          { name: '解放桥社区居民委员会', validTo: null },
          null,
        ],
      },
    });
  });

  it('walks the tree on a day, and of an ended division on its last day', async () => {
    const query = `{
      division(code: "371081112", asOf: "2013-06-01") {
        at(asOf: "2015-01-01") { name }
        ancestors { name }
        children { level }
      }
    }`;
    const { data } = await graphql(query);
    expect(data).toMatchObject({
      division: { at: null, ancestors: [{ name: '文登市' }, { name: '威海市' }, { name: '山东省' }] },
    });
    const { division } = data as { division: { children: { level: string }[] } };
    expect(new Set(division.children.map((child) => child.level))).toEqual(new Set(['VILLAGE']));
  });

  it('pages through a connection and resolves over days', async () => {
    const page =
      'query ($after: String) { divisions(parent: "370100", first: 6, after: $after) { edges { cursor node { code } } pageInfo { hasNextPage endCursor } } }';
    const first = (await graphql(page)).data as {
      divisions: { edges: { node: { code: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    };
    const second = (await graphql(page, { after: first.divisions.pageInfo.endCursor })).data as typeof first;
    const codes = [...first.divisions.edges, ...second.divisions.edges].map(({ node }) => node.code);
    expect([new Set(codes).size, first.divisions.pageInfo.hasNextPage, second.divisions.pageInfo.hasNextPage]).toEqual([
      10,
      true,
      false,
    ]);
    const query =
      '{ divisionResolution(code: "371081", from: "2013-01-01", to: "2015-01-01") { status results { code extent } } }';
    expect(await graphql(query)).toMatchObject({
      data: { divisionResolution: { status: 'AMBIGUOUS', results: [{ extent: 'PART' }, { extent: 'PART' }] } },
    });
  });
});
