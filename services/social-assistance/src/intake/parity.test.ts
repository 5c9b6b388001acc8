import { randomUUID } from 'node:crypto';
import { draftApplication, getApplication, getHousehold, listApplications, submitApplication } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';
import { aHousehold, anApplication, aSubmittable, aVillage } from '../factories.ts';

let app: TestService<DB>;
let acceptor: string;
beforeAll(async () => {
  app = await startTestService(service, { seed: true });
  acceptor = await app.token({ role: 'TOWNSHIP_ACCEPTOR', division: '370112008' });
});
afterAll(() => app.stop());

interface GraphqlAnswer {
  readonly data: Record<string, unknown> | null;
  readonly errors?: { readonly extensions: { readonly code: string; readonly status: number } }[];
}

async function graphql(query: string, variables: object = {}, token = acceptor): Promise<GraphqlAnswer> {
  const response = await app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { authorization: `Bearer ${await app.serviceToken('gateway')}`, 'x-user-token': token },
    payload: { query, variables },
  });
  return response.json();
}

const applicationFields = `
  id caseId programme state divisionCode householdId submittedOn acceptedOn verificationRequestId reportId verdict
  decisionId enrolmentId nearRelativeCase availableActions version
  clocks { step startedOn dueOn provisional pausedOn metOn missed legalBasis }`;

describe('REST and GraphQL answer the same for the same actor', () => {
  test('one application, and the page that it stands on', async () => {
    const row = await anApplication(app.kit, { divisionCode: '370112003201', state: 'ACCEPTED' });
    const token = await app.token({ role: 'TOWNSHIP_LEAD', division: '370112003' });
    const rest = await app.call(getApplication, { token, params: { id: row.id } });
    const query = `query ($id: ID!) {
      application(id: $id) { ${applicationFields} }
      applications(first: 1, state: ACCEPTED) { edges { node { ${applicationFields} } } pageInfo { hasNextPage } }
    }`;
    const { data } = await graphql(query, { id: row.id }, token);
    expect(data?.application).toEqual(rest.body);
    const list = await app.call(listApplications, { token, query: { first: 1, state: 'ACCEPTED' } });
    expect(data?.applications).toEqual({
      edges: list.body.items.map((node) => ({ node })),
      pageInfo: { hasNextPage: list.body.next !== null },
    });
  });

  test('a household from the application and back, its persons by reference alone', async () => {
    const row = await anApplication(app.kit);
    const { householdId, personIds } = await aHousehold(app.kit, row, [
      { relationToHead: '01' },
      { relationToHead: '20', birthDate: '2001-05-05', inSchool: 'COMPULSORY', labourCapacity: 'MINOR' },
    ]);
    const { body } = await app.call(getHousehold, { token: acceptor, params: { id: householdId } });
    const query = `query ($id: ID!, $household: ID!) {
      application(id: $id) { household { id members { personId counted person { id } } application { id } } }
      household(id: $household) { id applicationId headPersonId povertyCause version members { id relationToHead validFrom } }
    }`;
    const { data } = await graphql(query, { id: row.id, household: householdId });
    expect(data?.application).toEqual({
      household: {
        id: householdId,
        members: body.members.map(({ personId, counted }) => ({ personId, counted, person: { id: personId } })),
        application: { id: row.id },
      },
    });
    const { id, applicationId, headPersonId, povertyCause, version } = body;
    expect(data?.household).toEqual({
      id,
      applicationId,
      headPersonId,
      povertyCause,
      version,
      members: body.members.map((member) => ({
        id: member.id,
        relationToHead: member.relationToHead,
        validFrom: member.validFrom,
      })),
    });
    expect(body.members.map(({ personId }) => personId).sort()).toEqual([...personIds].sort());
  });

  test('a draft and its submission; a key that REST used replays on either way', async () => {
    const input = { programme: 'URBAN_DIBAO', divisionCode: aVillage, filedBy: 'HEAD' };
    const mutation = `mutation ($input: DraftApplicationInput!, $key: String!) {
      draftApplication(input: $input, idempotencyKey: $key) { ${applicationFields} }
    }`;
    const key = randomUUID();
    const drafted = await graphql(mutation, { input, key });
    const rest = await app.call(draftApplication, { token: acceptor, body: input, key });
    expect(drafted.data?.draftApplication).toEqual(rest.body);
    expect(await app.rows('select 1 from application where id = $1', [rest.body.id])).toHaveLength(1);

    const row = await anApplication(app.kit);
    await aHousehold(app.kit, row);
    await aSubmittable(app.kit, row);
    const submit = `mutation ($id: ID!, $version: Int!, $key: String!) {
      submitApplication(id: $id, input: { submittedOn: "2014-04-28" }, expectedVersion: $version, idempotencyKey: $key) {
        ${applicationFields}
      }
    }`;
    const submitted = await graphql(submit, { id: row.id, version: 1, key: randomUUID() });
    const read = await app.call(getApplication, { token: acceptor, params: { id: row.id } });
    expect(submitted.data?.submitApplication).toEqual(read.body);
    expect(read.body.state).toBe('SUBMITTED');
  });

  test('the same refusals: unknown, stale, wrong role, outside the office, bad input', async () => {
    const row = await anApplication(app.kit);
    const supervisor = await app.token({ role: 'CITY_SUPERVISOR', division: '3701' });
    const draft = { programme: 'URBAN_DIBAO', divisionCode: '370102001001', filedBy: 'HEAD' };
    const mutation = `mutation ($input: DraftApplicationInput!) {
      draftApplication(input: $input, idempotencyKey: "${randomUUID()}") { id }
    }`;
    const submit = `mutation ($id: ID!) {
      submitApplication(id: $id, input: { submittedOn: "2014-04-28" }, expectedVersion: 9, idempotencyKey: "${randomUUID()}") { id }
    }`;
    const body = { submittedOn: '2014-04-28' };
    const pairs: [GraphqlAnswer, { status: number; body: unknown }][] = [
      [
        await graphql(`{ application(id: "${unknownId}") { id } }`),
        await app.call(getApplication, { token: acceptor, params: { id: unknownId } }),
      ],
      [
        await graphql(submit, { id: row.id }),
        await app.call(submitApplication, { token: acceptor, params: { id: row.id }, version: 9, body }),
      ],
      [
        await graphql(mutation, { input: draft }, supervisor),
        await app.call(draftApplication, { token: supervisor, body: draft }),
      ],
      [await graphql(mutation, { input: draft }), await app.call(draftApplication, { token: acceptor, body: draft })],
    ];
    pairs.push([
      await graphql('{ application(id: "no-id") { id } }'),
      await app.call(getApplication, { token: acceptor, params: { id: 'no-id' } }),
    ]);
    const unreal = { submittedOn: '2014-02-30' };
    pairs.push([
      await graphql(submit.replace('2014-04-28', '2014-02-30'), { id: row.id }),
      await app.call(submitApplication, { token: acceptor, params: { id: row.id }, version: 9, body: unreal }),
    ]);
    const codes = pairs.map(([graph, rest]) => [
      graph.errors?.[0]?.extensions.code,
      graph.errors?.[0]?.extensions.status,
      (rest.body as { code: string }).code,
      rest.status,
    ]);
    expect(codes).toEqual([
      ['APPLICATION_UNKNOWN', 404, 'APPLICATION_UNKNOWN', 404],
      ['VERSION_CONFLICT', 412, 'VERSION_CONFLICT', 412],
      ['ROLE_NOT_PERMITTED', 403, 'ROLE_NOT_PERMITTED', 403],
      ['SCOPE_FORBIDDEN', 403, 'SCOPE_FORBIDDEN', 403],
      ['INPUT_INVALID', 400, 'INPUT_INVALID', 400],
      ['INPUT_INVALID', 400, 'INPUT_INVALID', 400],
    ]);
  });
});

const unknownId = '018f0000-0000-7000-8000-0000000000aa';

describe('the subgraph', () => {
  test('resolves applications and households as entities, null where the caller does not reach', async () => {
    const row = await anApplication(app.kit);
    const { householdId } = await aHousehold(app.kit, row);
    const representations = [
      { __typename: 'Application', id: row.id },
      { __typename: 'Household', id: householdId },
      { __typename: 'Application', id: unknownId },
      { __typename: 'Household', id: 'no-id' },
    ];
    const query = `query ($r: [_Any!]!) {
      _entities(representations: $r) { ... on Application { state } ... on Household { housingType } }
    }`;
    expect((await graphql(query, { r: representations })).data).toEqual({
      _entities: [{ state: 'DRAFT' }, { housingType: '自有住房' }, null, null],
    });
    const elsewhere = await app.token({ role: 'TOWNSHIP_LEAD', division: '370102001' });
    expect((await graphql(query, { r: representations }, elsewhere)).data).toEqual({
      _entities: [null, null, null, null],
    });
  });
});

test('INPUT_INVALID: an id that is none, in every field that takes one; among entities it is nobody', async () => {
  const reviewer = await app.token({ role: 'COUNTY_REVIEWER', division: '370112000' });
  for (const field of ['application', 'household', 'enrolment']) {
    const { errors } = await graphql(`{ ${field}(id: "x") { id } }`, {}, reviewer);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INPUT_INVALID', status: 400 });
  }
  const representations = ['Application', 'Household', 'Enrolment'].map((__typename) => ({ __typename, id: 'x' }));
  const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }';
  expect(await graphql(query, { of: representations }, reviewer)).toMatchObject({
    data: { _entities: [null, null, null] },
  });
});
