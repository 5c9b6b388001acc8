import { getCensusBatch, getCensusRecord, getCensusTask, listCensusBatches, listCensusRecords } from '@mz/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CensusWorld, openCensusWorld, wholeFacts } from './census-world.ts';

let world: CensusWorld;
beforeAll(async () => {
  world = await openCensusWorld();
});
afterAll(() => world.app.stop());

interface Answer {
  readonly data: Record<string, never> | null;
  readonly errors?: { readonly extensions: { readonly code: string } }[];
}

async function graphql(query: string, variables: object, token: string): Promise<Answer> {
  const response = await world.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { authorization: `Bearer ${await world.app.serviceToken('gateway')}`, 'x-user-token': token },
    payload: { query, variables },
  });
  return response.json();
}

const batchFields =
  'id divisionCode year number title state round planned counts { state count } openDefects acceptedOn reviewDoc version';
const taskFields = 'id batchId divisionCode year batchState planned counts { state count } openDefects version';
const recordFields = `id taskId batchId recordKey state divisionCode crosses categoryCode groupCode names { kind name }
  standardName pinyin pinyinPlain pinyinByHand nationalCode inUse lon lat elevationM hukouPopulation populationYear
  meaning history description source
  usedFromYear usedToYear registrar registrarUnit registeredOn featureId placeId photos informants { name phone givenOn }
  defects { id field note level foundOn } version`;

it('REST and GraphQL answer the same of batches, tasks and records for the same actor', async () => {
  const { batchId, taskId } = await world.open(1);
  const recordId = await world.processed(taskId, 'G1');
  await world.create(taskId, 'G2');
  const token = await world.as('PLACE_COUNTY_CHECKER');
  const rest = async () => ({
    censusBatch: (await world.app.call(getCensusBatch, { token, params: { id: batchId } })).body,
    censusTask: (await world.app.call(getCensusTask, { token, params: { id: taskId } })).body,
    censusRecord: (await world.app.call(getCensusRecord, { token, params: { id: recordId } })).body,
  });
  const query = `query ($batch: ID!, $task: ID!, $record: ID!) {
    censusBatch(id: $batch) { ${batchFields} } censusTask(id: $task) { ${taskFields} } censusRecord(id: $record) { ${recordFields} } }`;
  const { data } = await graphql(query, { batch: batchId, task: taskId, record: recordId }, token);
  expect(data).toEqual(await rest());
});

it('pages and what hangs on a batch are those of the lists', async () => {
  const { batchId, taskId } = await world.open(2);
  for (const key of ['L1', 'L2', 'L3']) await world.create(taskId, key);
  const token = await world.as('PLACE_TOWN_CLERK');
  const { body } = await world.app.call(listCensusRecords, { token, query: { taskId, first: 2 } });
  const query = `query ($task: ID!) { censusRecords(first: 2, taskId: $task) { edges { node { ${recordFields} } } pageInfo { hasNextPage endCursor } } }`;
  const { data } = await graphql(query, { task: taskId }, token);
  expect(data).toEqual({
    censusRecords: {
      edges: body.items.map((node) => ({ node })),
      pageInfo: { hasNextPage: true, endCursor: body.next },
    },
  });
  const county = await world.as('PLACE_COUNTY_CLERK');
  const nested = await graphql(
    `query { censusBatches(first: 1, year: 2014) { edges { node { id tasks { id divisionCode records(first: 1, state: CATALOGUED) { edges { node { recordKey } } } } } } } }`,
    {},
    county,
  );
  const list = await world.app.call(listCensusBatches, { token: county, query: { first: 1, year: 2014 } });
  const [edge] = (nested.data as unknown as { censusBatches: { edges: { node: { id: string; tasks: unknown[] } }[] } })
    .censusBatches.edges;
  expect([edge?.node.id, list.body.items[0]?.id]).toEqual([batchId, batchId]);
  expect(edge?.node.tasks).toContainEqual({
    id: taskId,
    divisionCode: '370102001000',
    records: { edges: [{ node: { recordKey: 'L1' } }] },
  });
});

it('a step and a processing by GraphQL are those of REST, with their versions and refusals', async () => {
  const { taskId } = await world.open(3);
  const recordId = await world.processed(taskId, 'M1');
  const clerk = await world.as('PLACE_TOWN_CLERK');
  const process = `mutation ($id: ID!, $input: ProcessCensusRecordInput!, $version: Int!) {
    processCensusRecord(id: $id, input: $input, expectedVersion: $version) { state meaning version } }`;
  const input = wholeFacts({ meaning: '因济南又称泉城而得此名' });
  const stale = await graphql(process, { id: recordId, input, version: 1 }, clerk);
  expect(stale.errors?.map(({ extensions }) => extensions.code)).toEqual(['VERSION_CONFLICT']);
  const missing = await graphql(process, { id: recordId, input: { ...input, lon: null }, version: 3 }, clerk);
  expect(missing.errors?.map(({ extensions }) => extensions.code)).toEqual(['MISSING_POSITION']);
  const done = await graphql(process, { id: recordId, input, version: 3 }, clerk);
  expect(done.data).toEqual({
    processCensusRecord: { state: 'INDOOR_PROCESSED', meaning: '因济南又称泉城而得此名', version: 4 },
  });
  const planned = (await world.plan(4)).body;
  const step = `mutation ($id: ID!, $input: StepCensusBatchInput!) { stepCensusBatch(id: $id, input: $input, expectedVersion: 1) { state version } }`;
  const refused = await graphql(step, { id: planned.id, input: { action: 'OPEN' } }, clerk);
  expect(refused.errors?.map(({ extensions }) => extensions.code)).toEqual(['ROLE_NOT_PERMITTED']);
  const opened = await graphql(
    step,
    { id: planned.id, input: { action: 'OPEN' } },
    await world.as('PLACE_PROVINCE_OFFICER'),
  );
  expect(opened.data).toEqual({ stepCensusBatch: { state: 'OPEN', version: 2 } });
});

it('an id that is none is refused as by REST, and a stranger too', async () => {
  const token = await world.as('PLACE_COUNTY_CHECKER');
  const none = await graphql('{ censusBatch(id: "x") { id } }', {}, token);
  expect(none.errors?.map(({ extensions }) => extensions.code)).toEqual(['INPUT_INVALID']);
  const stranger = await graphql('{ censusBatches { edges { cursor } } }', {}, await world.as('PLACE_TOWN_CLERK'));
  expect(stranger.errors?.map(({ extensions }) => extensions.code)).toEqual(['ROLE_NOT_PERMITTED']);
});
