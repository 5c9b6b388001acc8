import { randomUUID } from 'node:crypto';
import {
  createNameApplication,
  decideNameApplication,
  getNameApplication,
  listNameApplications,
  NameApplication,
} from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';

let test: TestService<DB>;
let clerk: string;
let checker: string;
beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
  clerk = await test.token({ role: 'PLACE_TOWN_CLERK', division: '370181001' });
  checker = await test.token({ role: 'PLACE_COUNTY_CHECKER', division: '370181' });
});
afterAll(() => test.stop());

async function graphql(query: string, variables: object, token: string) {
  const headers = { authorization: `Bearer ${await test.serviceToken('gateway')}`, 'x-user-token': token };
  const answer = await test.inject({ method: 'POST', url: '/graphql', headers, payload: { query, variables } });
  return answer.json();
}

const fields = Object.keys(NameApplication.properties)
  .map((field) => (field === 'waivers' ? 'waivers { code reason waivedOn }' : field))
  .join(' ');
const street = {
  kind: 'NAMING',
  subject: 'STREET',
  applicant: 'BUILDER',
  categoryCode: '23500',
  divisionCode: '370181001000',
  lon: 117.5,
  lat: 36.7,
  meaning: '取当地山水名称，寓意美好，便于记忆。',
} as const;
const create = `mutation ($input: CreateNameApplicationInput!, $key: String!) {
  createNameApplication(input: $input, idempotencyKey: $key) { ${fields} }
}`;
const decide = `mutation ($id: ID!, $input: DecideNameApplicationInput!, $version: Int!) {
  decideNameApplication(id: $id, input: $input, expectedVersion: $version) { ${fields} }
}`;

describe('REST and GraphQL answer the same for the same actor', () => {
  it('an application that is created; the key of one way replays on the other', async () => {
    const [input, key] = [{ ...street, name: '梧桐湾路' }, randomUUID()];
    const { data } = await graphql(create, { input, key }, clerk);
    const rest = await test.call(createNameApplication, { token: clerk, body: input, key });
    expect(data.createNameApplication).toEqual(rest.body);
    expect(await test.rows("select 1 from name_application where name = '梧桐湾路'")).toHaveLength(1);
  });

  it('one application, and the page that it stands on', async () => {
    const made = await test.call(createNameApplication, { token: clerk, body: { ...street, name: '银杏湾路' } });
    const query = `query ($id: ID!) {
      nameApplication(id: $id) { ${fields} }
      nameApplications(first: 1, state: SUBMITTED) { edges { node { ${fields} } } pageInfo { hasNextPage } }
    }`;
    const { data } = await graphql(query, { id: made.body.id }, checker);
    const one = await test.call(getNameApplication, { token: checker, params: { id: made.body.id } });
    const page = await test.call(listNameApplications, { token: checker, query: { first: 1, state: 'SUBMITTED' } });
    expect(data.nameApplication).toEqual(one.body);
    expect(data.nameApplications).toEqual({
      edges: page.body.items.map((node) => ({ node })),
      pageInfo: { hasNextPage: page.body.next !== null },
    });
  });

  it('a decision', async () => {
    const made = await test.call(createNameApplication, { token: clerk, body: { ...street, name: '海棠湾路' } });
    const { id } = made.body;
    await test.rows("update name_application set state = 'ACCEPTED', accepted_by = 'x' where id = $1", [id]);
    const input = { approved: false, reason: '与规划不符' };
    const { data } = await graphql(decide, { id, input, version: 1 }, checker);
    const rest = await test.call(getNameApplication, { token: checker, params: { id } });
    expect(data.decideNameApplication).toEqual(rest.body);
    expect(rest.body).toMatchObject({ state: 'REJECTED', version: 2 });
  });

  it('the same refusals', async () => {
    const made = await test.call(createNameApplication, { token: clerk, body: { ...street, name: '玉兰湾路' } });
    const { id } = made.body;
    const input = { approved: false, reason: '与规划不符' };
    const rest = [
      await test.call(createNameApplication, { token: clerk, body: { ...street, name: 'ABC路' } }),
      await test.call(createNameApplication, { token: checker, body: { ...street, name: '玉兰湾路' } }),
      await test.call(decideNameApplication, { token: checker, params: { id }, version: 7, body: input }),
      await test.call(getNameApplication, { token: checker, params: { id: randomUUID() } }),
    ];
    const graph = [
      await graphql(create, { input: { ...street, name: 'ABC路' }, key: randomUUID() }, clerk),
      await graphql(create, { input: { ...street, name: '玉兰湾路' }, key: randomUUID() }, checker),
      await graphql(decide, { id, input, version: 7 }, checker),
      await graphql('query ($id: ID!) { nameApplication(id: $id) { id } }', { id: randomUUID() }, checker),
    ];
    const codes = ['NAME_CHARS', 'ROLE_NOT_PERMITTED', 'VERSION_CONFLICT', 'NAME_APPLICATION_UNKNOWN'];
    expect(rest.map(({ body }) => (body as unknown as { code: string }).code)).toEqual(codes);
    expect(graph.map(({ errors }) => errors[0].extensions.code)).toEqual(codes);
  });
});
