import type { Operation, Role } from '@mz/contracts';
import * as contracts from '@mz/contracts';
import { exampleOf, type PermissionEntry } from '@mz/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../src/app.ts';
import { lineInForce, markerBody, markerOf, startWorld, type World } from './boundary-world.ts';
import { planned } from './inspection-steps.ts';

let world: World;
/** The id of a record by the word of the path that names it. */
const records = new Map<string, string>();
const clerk = { role: 'PLACE_COUNTY_CLERK', division: '370181' } as const;

beforeAll(async () => {
  world = await startWorld();
  const line = await lineInForce(world);
  const marker = await markerOf(world, line, '001Q');
  const change = { ...markerBody, lineId: line.id, markerCode: '370181370321002Q' };
  const happenedAt = '2014-04-28T08:00:00+08:00';
  const report = { kind: 'MISSING', foundOn: '2014-04-28', description: '不见', markerId: marker.id };
  const incident = await world.done(contracts.reportMarkerIncident, { ...clerk, body: report });
  const dispute = { lineId: line.id, kind: 'OWNERSHIP', area: '河滩', personsInvolved: 1, injuries: 0, happenedAt };
  const map = { lineId: line.id, sourceNote: '档案' };
  const score = { year: 2014, divisionCode: '370181000000', mechanismPoints: 1, publicityPoints: 1 };
  const city = { role: 'PLACE_CITY_OFFICER', division: '3701' } as const;
  records.set('boundary-lines', line.id);
  records.set('boundary-markers', marker.id);
  records.set('marker-incidents', incident.id);
  records.set('marker-changes', (await world.done(contracts.registerBoundaryMarker, { ...clerk, body: change })).id);
  records.set('boundary-inspections', (await planned(world, line.id)).id);
  records.set('boundary-disputes', (await world.done(contracts.reportBoundaryDispute, { ...clerk, body: dispute })).id);
  records.set('detailed-maps', (await world.done(contracts.collectDetailedMap, { ...clerk, body: map })).id);
  records.set('boundary-evaluations', (await world.done(contracts.assessBoundaries, { ...city, body: score })).id);
  await world.places.rows(
    `insert into resurvey_task (id, line_id, change_id, created_on, due_on, state, updated_at)
     values ('018f2a10-0000-7000-8000-000000000001', $1, 'CH-X', '2014-04-01', '2014-10-01', 'OPEN', now())`,
    [line.id],
  );
  records.set('resurvey-tasks', '018f2a10-0000-7000-8000-000000000001');
});
afterAll(() => world.stop());

const exported: unknown[] = Object.values(contracts);
const permissions: Readonly<Record<string, PermissionEntry>> = service.permissions;
const operations = exported
  .filter(isOperation)
  .filter(({ id }) =>
    /^(boundary[A-Z]|markerIncidents|markerChanges|resurveyTasks|friendshipActivities|detailedMaps)/.test(id),
  )
  .map((operation) => [operation.id, operation] as const);

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'permission' in value && 'path' in value && 'callers' in value;
}

/** A request of the right form, on a record that is there. */
function askFor(operation: Operation): { params: never; query: never; body?: unknown; version?: number } {
  const word = /\/v1\/([a-z-]+)\/\{id\}/.exec(operation.path)?.[1];
  const params = (word === undefined ? {} : { id: records.get(word) }) as never;
  const needed = /^boundaryAdjacencies.list|progress$/.test(operation.id) ? { of: '370181000000', year: 2014 } : {};
  const query = (operation.id.endsWith('progress') ? { year: 2014 } : 'of' in needed ? { of: needed.of } : {}) as never;
  const body = operation.method === 'GET' ? {} : { body: exampleOf(operation.body) };
  return { params, query, ...body, ...(operation.versioned ? { version: 1 } : {}) };
}

function rolesOf({ permission }: Operation): readonly Role[] {
  return permissions[permission]?.roles ?? [];
}

it('all operations of boundaries are walked', () => {
  expect(operations.length).toBe(70);
});

describe.each(operations)('%s', (_, operation) => {
  it('no login is 401', async () => {
    expect((await world.refused(operation, askFor(operation)))[0]).toBe(401);
  });

  it.each(['AUDITOR', 'COUNTY_REVIEWER', 'CITIZEN', 'PLACE_EXPERT'] as const)('%s has no part in it', async (role) => {
    const division = '370181';
    expect(await world.refused(operation, { ...askFor(operation), role, division })).toEqual([
      403,
      'ROLE_NOT_PERMITTED',
    ]);
  });

  it('an office of another county gets nothing of the record', async () => {
    if (!operation.path.includes('{id}')) return;
    for (const role of rolesOf(operation)) {
      const call = { ...askFor(operation), role, division: '371722' };
      expect([role, (await world.refused(operation, call))[0]]).toEqual([role, 404]);
    }
  });

  it('a body of another form is 400, a step without the version 428', async () => {
    const [role] = rolesOf(operation);
    if (role === undefined || operation.method === 'GET') return;
    const call = { ...askFor(operation), role, division: '37' };
    const strange = await world.refused(operation, { ...call, body: { unheardOf: 1 } });
    expect(strange).toEqual([400, 'INPUT_INVALID']);
    if (!operation.versioned) return;
    const { version: __, ...without } = call;
    expect(await world.refused(operation, without)).toEqual([428, 'PRECONDITION_REQUIRED']);
  });
});

it('nothing of all this has changed a record', async () => {
  const rows = await world.places.rows(`
    select (select version from boundary_line) as line, (select version from boundary_inspection) as inspection,
      (select version from boundary_dispute) as dispute, (select version from detailed_map) as map,
      (select version from marker_incident) as incident, (select version from boundary_evaluation) as evaluation,
      (select version from resurvey_task) as task, (select version from marker_change where state = 'PROPOSED') as change`);
  expect(rows).toEqual([
    { line: 2, inspection: 1, dispute: 1, map: 1, incident: 1, evaluation: 1, task: 1, change: 1 },
  ]);
});
