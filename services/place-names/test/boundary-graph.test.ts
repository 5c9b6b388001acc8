import { randomUUID } from 'node:crypto';
import {
  getBoundaryInspection,
  getBoundaryLine,
  getMarkerChange,
  listBoundaryLines,
  listBoundaryMarkers,
  listMarkerChanges,
  listMarkerVersions,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lineInForce, markerBody, markerOf, startWorld, type World } from './boundary-world.ts';
import { offices, planned, road, shown, take } from './inspection-steps.ts';

let world: World;
let line: Awaited<ReturnType<typeof lineInForce>>;
const clerk = ['PLACE_COUNTY_CLERK', '370181'] as const;

beforeAll(async () => {
  world = await startWorld();
  line = await lineInForce(world);
  await markerOf(world, line, '001A');
  await markerOf(world, line, '001B');
});
afterAll(() => world.stop());

/** Asks the subgraph as the gateway does: its own token and the person's. */
async function ask(
  query: string,
  variables: object,
  who: readonly ['PLACE_COUNTY_CLERK' | 'PLACE_CITY_OFFICER' | 'PLACE_PROVINCE_CHECKER' | 'AUDITOR', string],
) {
  const answer = await world.places.inject({
    method: 'POST',
    url: '/graphql',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await world.places.serviceToken('gateway')}`,
      'x-user-token': await world.as(who[0], who[1]),
    },
    payload: JSON.stringify({ query, variables }),
  });
  return answer.json() as {
    data: Record<string, unknown> | null;
    errors?: readonly { extensions: { code: string } }[];
  };
}

const markerFields = `id lineId lineCode codeA codeB markerCode kind otherLineIds material lon lat heightM
  azimuthFeatures { name bearingDeg distanceM } photoIds custodianName custodianPhone condition offLineM offLineReason
  datumNote warnings setOn lastCheckedOn removedOn replacedById version`;
const changeFields = `id lineId lineCode codeA codeB kind markerCode markerId otherLineIds material lon lat heightM
  azimuthFeatures { name bearingDeg distanceM } photoIds offLineM offLineReason datumNote warnings effectiveOn protocolDoc
  reason state proposedOn checkedOn decidedOn remark resultId version`;
const versionFields = `markerId no validFrom validTo material lon lat heightM azimuthFeatures { name bearingDeg distanceM }
  photoIds offLineM offLineReason changeId`;
const lineFields = `id lineCode level codeA codeB currentCodeA currentCodeB nameA nameB lengthKm approvalDoc approvedOn
  protocolRef trijunctionStart trijunctionEnd geometry { type coordinates } datumNote state validFrom validTo closedReason
  successorId disputeFlag dueYear overdue detailedMapState openResurveys version`;
const inspectionFields = `id lineId lineCode codeA codeB kind cause cycleNo planYear planDoc dueOn leadSide plannedKm
  inspectedKm state noticeDoc notifiedOn fieldStartedOn fieldEndedOn photoIds protocolDoc protocolSignedOn reportDoc reportedOn
  filingDoc filedOn filingAuthority
  sides { side sideCode lead jointGroup crew budgetFen preparedOn signedOn partnerDoc }
  findings { id kind markerId description handling handledOn } warnings overdue version`;

describe('REST and GraphQL answer the same', () => {
  it('a line with its markers and inspections', async () => {
    const inspection = await planned(world, line.id);
    const query = `query Line($id: ID!) { boundaryLine(id: $id) {
      ${lineFields} markers { ${markerFields} } inspections { ${inspectionFields} } } }`;
    const { data, errors } = await ask(query, { id: line.id }, clerk);
    expect(errors).toBeUndefined();
    const [role, division] = clerk;
    const rest = await world.done(getBoundaryLine, { role, division, params: { id: line.id } });
    const markers = await world.done(listBoundaryMarkers, { role, division, query: { lineId: line.id } });
    const inspections = [await world.done(getBoundaryInspection, { role, division, params: { id: inspection.id } })];
    expect(data?.boundaryLine).toEqual({ ...rest, markers: markers.items, inspections });
  });

  it('a page of lines', async () => {
    const query = `query { boundaryLines(first: 5, level: COUNTY) {
      edges { node { ${lineFields} } } pageInfo { hasNextPage } } }`;
    const { data } = await ask(query, {}, clerk);
    const [role, division] = clerk;
    const { items } = await world.done(listBoundaryLines, { role, division, query: { first: 5, level: 'COUNTY' } });
    const edges = items.map((node) => ({ node }));
    expect(data?.boundaryLines).toEqual({ edges, pageInfo: { hasNextPage: false } });
  });

  it('a marker is proposed by a mutation, once a key, with the same refusals', async () => {
    const mutation = `mutation Register($input: RegisterBoundaryMarkerInput!, $key: String!) {
      registerBoundaryMarker(input: $input, idempotencyKey: $key) { ${changeFields} } }`;
    const input = { ...markerBody, lineId: line.id, markerCode: '370181370321002Q' };
    const variables = { input, key: randomUUID() };
    const { data } = await ask(mutation, variables, clerk);
    const made = data?.registerBoundaryMarker as { id: string };
    const [role, division] = clerk;
    expect(await world.done(getMarkerChange, { role, division, params: { id: made.id } })).toEqual(made);
    expect((await ask(mutation, variables, clerk)).data?.registerBoundaryMarker).toEqual(made);
    const order = { input: { ...input, markerCode: '3734012Q' }, key: randomUUID() };
    expect((await ask(mutation, order, clerk)).errors?.[0]?.extensions.code).toBe('MARKER_CODE_ORDER');
    const foreign = await ask(mutation, { ...variables, key: randomUUID() }, ['PLACE_COUNTY_CLERK', '371722']);
    expect(foreign.errors?.[0]?.extensions.code).toBe('BOUNDARY_LINE_UNKNOWN');
  });

  it('a change of a marker is moved on by mutations, listed, and its marker keeps its versions', async () => {
    const fresh = await lineInForce(world, { codeA: '370181000000', codeB: '370303000000' });
    const marker = await markerOf(world, fresh, '001Q');
    const move = `mutation Move($id: ID!, $input: MoveBoundaryMarkerInput!, $key: String!) {
      moveBoundaryMarker(id: $id, input: $input, expectedVersion: 1, idempotencyKey: $key) { ${changeFields} } }`;
    const { setOn: _, ...place } = markerBody;
    const input = {
      ...place,
      lon: 117.66,
      movedOn: '2014-04-20',
      protocolDoc: '联界字〔2014〕9号',
      reason: '河道变迁',
    };
    const moved = await ask(move, { id: marker.id, input, key: randomUUID() }, clerk);
    expect(moved.errors).toBeUndefined();
    const proposed = moved.data?.moveBoundaryMarker as { id: string };
    const check = `mutation Check($id: ID!, $seen: Int!) {
      checkMarkerChange(id: $id, accept: true, expectedVersion: $seen) { state version } }`;
    const city = ['PLACE_CITY_OFFICER', '3701'] as const;
    expect((await ask(check, { id: proposed.id, seen: 9 }, city)).errors?.[0]?.extensions.code).toBe(
      'VERSION_CONFLICT',
    );
    const checked = await ask(check, { id: proposed.id, seen: 1 }, city);
    expect(checked.data?.checkMarkerChange).toEqual({ state: 'CHECKED', version: 2 });
    const decide = `mutation Decide($id: ID!) {
      decideMarkerChange(id: $id, accept: true, expectedVersion: 2) { state resultId } }`;
    const province = ['PLACE_PROVINCE_CHECKER', '37'] as const;
    const decided = await ask(decide, { id: proposed.id }, province);
    expect(decided.data?.decideMarkerChange).toEqual({ state: 'APPROVED', resultId: marker.id });
    const [role, division] = clerk;
    const query = `query Q($line: ID!, $marker: ID!, $change: ID!) {
      boundaryMarkerChange(id: $change) { ${changeFields} }
      boundaryMarkerChanges(lineId: $line) { items { ${changeFields} } next }
      boundaryMarkerVersions(markerId: $marker) { ${versionFields} } }`;
    const { data, errors } = await ask(query, { line: fresh.id, marker: marker.id, change: proposed.id }, clerk);
    expect(errors).toBeUndefined();
    const params = { id: marker.id };
    expect(data).toEqual({
      boundaryMarkerChange: await world.done(getMarkerChange, { role, division, params: { id: proposed.id } }),
      boundaryMarkerChanges: await world.done(listMarkerChanges, { role, division, query: { lineId: fresh.id } }),
      boundaryMarkerVersions: (await world.done(listMarkerVersions, { role, division, params })).items,
    });
  });

  it('a protocol is signed by a mutation with the version that was seen', async () => {
    const { A, B } = offices;
    const own = await lineInForce(world, { codeA: '370181000000', codeB: '370306000000' });
    const before = await planned(world, own.id);
    expect(before.sides.map(({ sideCode }) => sideCode)).toEqual(['370181000000', '370306000000']);
    const b = { ...B.clerk, division: '370306' };
    let current = before;
    for (const step of road.slice(0, 6)) {
      const call = (inspection: typeof before) => {
        const asked = step.call(inspection);
        return asked.division === B.clerk.division ? { ...asked, ...b } : asked;
      };
      current = await take(world, current, { operation: step.operation, call });
    }
    const mutation = `mutation Sign($id: ID!, $input: SignInspectionProtocolInput!, $seen: Int!) {
      signInspectionProtocol(id: $id, input: $input, expectedVersion: $seen) { ${inspectionFields} } }`;
    const city = [A.city.role, A.city.division] as const;
    const variables = { id: before.id, input: { side: 'A', protocolDoc: '纪要' }, seen: current.version };
    const stale = await ask(mutation, { ...variables, seen: 1 }, city);
    expect(stale.errors?.[0]?.extensions.code).toBe('VERSION_CONFLICT');
    const { data } = await ask(mutation, variables, city);
    expect(data?.signInspectionProtocol).toEqual(await shown(world, before.id));
    const clerkMay = await ask(mutation, variables, clerk);
    expect(clerkMay.errors?.[0]?.extensions.code).toBe('ROLE_NOT_PERMITTED');
  });

  it.each([
    ['another county', ['PLACE_COUNTY_CLERK', '371722'], 'BOUNDARY_LINE_UNKNOWN'],
    ['a role without the right', ['AUDITOR', '370181'], 'ROLE_NOT_PERMITTED'],
  ] as const)('%s gets none', async (_, who, code) => {
    const { errors } = await ask('query Q($id: ID!) { boundaryLine(id: $id) { id } }', { id: line.id }, who);
    expect(errors?.[0]?.extensions.code).toBe(code);
  });

  it('an id that is none', async () => {
    const { errors } = await ask('{ boundaryInspection(id: "x") { id } }', {}, clerk);
    expect(errors?.[0]?.extensions.code).toBe('INPUT_INVALID');
  });
});
