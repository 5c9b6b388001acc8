import { randomUUID } from 'node:crypto';
import { decideQueuedMove, listQueuedMoves, type Role, type ServiceName } from '@mz/contracts';
import { startTestServices, type TestServices } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const county = '371003000000';
const candidates = [county, '371002000000'];
const reason = '经实地核实';
let services: TestServices;

/** Each service's own words, one of its living tables, and the role that decides. */
const queues = [
  ['people', 'queuedPersonMoves', 'decidePersonMove', 'case_access', 'COUNTY_REVIEWER'],
  ['social-assistance', 'queuedAssistanceMoves', 'decideAssistanceMove', 'application', 'COUNTY_REVIEWER'],
  ['payments', 'queuedPaymentMoves', 'decidePaymentMove', 'overpayment', 'ACCOUNT_CHECKER'],
  [
    'income-verification',
    'queuedVerificationMoves',
    'decideVerificationMove',
    'verification_request',
    'COUNTY_REVIEWER',
  ],
] as const satisfies readonly (readonly [ServiceName, string, string, string, Role])[];

beforeAll(async () => {
  services = await startTestServices(queues.map(([name]) => name));
  for (const [name, , , table] of queues) {
    const service = services.get(name);
    await service.rows(
      `insert into division_move (change_id, effective_on, state, begun_at) values ('CH-04', '2014-01-25', 'WAITING', now())`,
    );
    for (const owner of [county, county, '370102000000']) {
      await service.rows(
        `insert into division_move_record (id, change_id, table_name, record_id, from_code, candidates, extent, state,
           owner_code, planned_at) values ($1, 'CH-04', $2, $3, '371081000000', $4, 'AMBIGUOUS', 'QUEUED', $5, now())`,
        [randomUUID(), table, randomUUID(), candidates, owner],
      );
    }
  }
}, 300_000);
afterAll(() => services?.stop());

const fields = 'id changeId table recordId fromCode extent candidates ownerCode state toCode version';

async function ask(name: ServiceName, query: string, token: string) {
  const service = services.get(name);
  const answer = await service.inject({
    method: 'POST',
    url: '/graphql',
    headers: { authorization: `Bearer ${await service.serviceToken('gateway')}`, 'x-user-token': token },
    payload: { query },
  });
  return answer.json() as { data: Record<string, unknown> | null; errors?: { extensions: { code: string } }[] };
}

describe.each(queues)(
  'the manual queue of %s in the graph (place-names.md §9.2)',
  (name, queue, decide, _table, role) => {
    const list = listQueuedMoves(name);
    const token = (division = county) => services.get(name).token({ role, division });

    it('REST and GraphQL list the same records of the own office, page by page', async () => {
      const own = await token();
      const rest = await services.get(name).call(list, { token: own, query: { changeId: 'CH-04', first: 1 } });
      expect(rest.body.items).toHaveLength(1);
      const query = `{ ${queue}(changeId: "CH-04", first: 1) { items { ${fields} } next } }`;
      expect(await ask(name, query, own)).toEqual({ data: { [queue]: rest.body } });
      const next = `{ ${queue}(after: "${rest.body.next}") { items { id } next } }`;
      const second = await services.get(name).call(list, { token: own, query: { after: rest.body.next ?? '' } });
      const ids = second.body.items.map(({ id }) => ({ id }));
      expect(await ask(name, next, own)).toEqual({ data: { [queue]: { items: ids, next: null } } });
    });

    it('a decision by either way answers and writes the same, with the same refusals', async () => {
      const service = services.get(name);
      const own = await token();
      const { body } = await service.call(list, { token: own, query: {} });
      const [one, other] = body.items;
      if (one === undefined || other === undefined) throw new Error('the queue lacks its two records');
      const mutation = (id: string, seen: number, toCode: string = county) =>
        `mutation { ${decide}(id: "${id}", toCode: "${toCode}", reason: "${reason}", expectedVersion: ${seen}) { ${fields} } }`;
      for (const [query, code, as] of [
        [mutation(one.id, 7), 'VERSION_CONFLICT', own],
        [mutation(one.id, 1, '370102000000'), 'MOVE_TARGET_INVALID', own],
        [mutation(one.id, 1), 'SCOPE_FORBIDDEN', await token('370102000000')],
        [mutation(randomUUID(), 1), 'MOVE_RECORD_UNKNOWN', own],
        [mutation('x', 1), 'INPUT_INVALID', own],
        [mutation(one.id, 1), 'ROLE_NOT_PERMITTED', await service.token({ role: 'PLACE_EXPERT', division: county })],
      ] as const) {
        expect((await ask(name, query, as)).errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
      }
      const params = { id: one.id };
      const call = { token: own, params, version: 1, body: { toCode: county, reason } };
      const rest = await service.call(decideQueuedMove(name), call);
      // Nothing lives under the ids of this test: the record is gone.
      expect([rest.status, rest.body.state]).toEqual([200, 'GONE']);
      const graph = await ask(name, mutation(other.id, 1), own);
      expect(graph.errors).toBeUndefined();
      expect(graph.data?.[decide]).toEqual({ ...rest.body, id: other.id, recordId: other.recordId });
    });

    it('a page of none or of too many is refused', async () => {
      const own = await token();
      for (const first of [0, 201]) {
        const { errors } = await ask(name, `{ ${queue}(first: ${first}) { next } }`, own);
        expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['INPUT_INVALID']);
      }
    });
  },
);
