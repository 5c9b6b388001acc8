import { type Role, roles, type ServiceName } from '@mz/contracts';
import { asRole, divisionIn, expectedAnswer, relations } from './oracle.ts';
import type { Policy } from './policy.ts';
import type { RecordRow, Records } from './records.ts';
import { inLanes, parsed, send } from './send.ts';
import type { Stage } from './stage.ts';

/** A field of the graph with the operation whose permission it asks for, and where its record lies. */
interface Field {
  readonly operationId: string;
  readonly service: ServiceName;
  readonly word: string;
  query(id: string): string;
}

const fields: readonly Field[] = [
  field('applications.get', 'social-assistance', 'applications', (id) => `application(id: "${id}") { id }`),
  field('households.get', 'social-assistance', 'households', (id) => `household(id: "${id}") { id }`),
  field('runs.get', 'payments', 'runs', (id) => `paymentRun(id: "${id}") { id }`),
  field('reports.get', 'income-verification', 'verification-reports', (id) => `verificationReport(id: "${id}") { id }`),
];

/** The same matrix through the gateway's graph: a refused field is null and says why, an admitted one has the record. */
export async function graphqlCells(
  stage: Stage,
  records: Records,
  policy: Policy,
): Promise<{ runs: number; faults: string[] }> {
  const faults: string[] = [];
  const cells = fields.flatMap((one) =>
    firstOfEachState(records.exactly(one.service, one.word)).flatMap((record) =>
      (Object.keys(roles) as Role[]).flatMap((role) => relations.map((relation) => ({ one, record, role, relation }))),
    ),
  );
  let runs = 0;
  await inLanes(cells, 8, async ({ one, record, role, relation }) => {
    const division = divisionIn(relation, record.divisionCode ?? '');
    if (division === undefined) return;
    runs += 1;
    const expected = expectedAnswer(policy, one.operationId, asRole(role, relation), 'record');
    const answer = await send(stage, {
      base: stage.platform.urlOf('gateway'),
      method: 'POST',
      path: '/graphql',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${stage.mint.user('cell-of-graph', [{ role, division }])}`,
      },
      body: JSON.stringify({ query: `{ found: ${one.query(record.id)} }` }),
    });
    const body = parsed(answer.text) as { data?: { found?: { id?: string } | null } } | undefined;
    const seen = body?.data?.found?.id === record.id ? 'admitted' : 'refused';
    if (seen !== expected)
      faults.push(
        `graph ${one.operationId} by ${role} ${relation} in ${division}: ${expected} by the policy, ${answer.text.slice(0, 200)}`,
      );
  });
  return { runs, faults };
}

function firstOfEachState(rows: readonly RecordRow[]): RecordRow[] {
  const placed = rows.filter(({ divisionCode }) => divisionCode !== null);
  return [...Map.groupBy(placed, ({ state }) => state).values()].flatMap((same) => same.slice(0, 1));
}

function field(operationId: string, service: ServiceName, word: string, query: (id: string) => string): Field {
  return { operationId, service, word, query };
}
