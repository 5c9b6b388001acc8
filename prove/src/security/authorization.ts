import { createRandom } from '@mz/population';
import { type Cell, cellRequest, cellsOf, finerRules } from './cells.ts';
import { foreignItems, isList } from './foreign-items.ts';
import { graphqlCells } from './graphql-cells.ts';
import { documentedOperations } from './operations.ts';
import { readPolicy } from './policy.ts';
import { readRecords } from './records.ts';
import { type Answer, codesOf, inLanes, send } from './send.ts';
import type { Stage } from './stage.ts';

const lanes = 16;

/** Refusals of the door and of the place; any other 403 is said by a rule that looked at the record already. */
const doorCodes = new Set([
  'ROLE_NOT_PERMITTED',
  'SCOPE_FORBIDDEN',
  'SERVICE_ONLY',
  'SERVICE_NOT_PERMITTED',
  'USER_REQUIRED',
  'PARTNER_NOT_PERMITTED',
  'PURPOSE_NOT_PERMITTED',
]);

/**
 * Role × operation × relation of places × state, over REST and GraphQL, against an oracle that reads prove/policy.json.
 * What a cell proves: a refused one answers 401, 403 or 404 and leaves no audit row; an admitted one is not turned away by
 * the door or the place. The body is the document's own example, so that in an admitted cell a rule may still say no.
 */
export async function authorization(stage: Stage): Promise<{ runs: number; faults: string[] }> {
  const [records, policy] = [await readRecords(stage.platform), readPolicy()];
  const cells = documentedOperations()
    .filter(({ service }) => service !== 'agency-simulator' && service !== 'gateway')
    .flatMap((operation) => cellsOf(operation, records, policy));
  const refused = cells.filter(({ expected }) => expected === 'refused');
  const admitted = cells.filter(({ expected }) => expected === 'admitted');
  const random = createRandom(`authorization ${stage.seed}`);
  // First what must change nothing; of the rest, reads before commands.
  const ordered = [...refused, ...admitted.toSorted((a, b) => order(a) - order(b))];
  const sample = stage.short ? ordered.filter(() => random.int(1, 3) === 1) : ordered;
  const faults = new Map<string, string[]>();
  await inLanes(
    sample.filter(({ expected }) => expected === 'refused'),
    lanes,
    (cell) => ask(stage, cell, faults),
  );
  const traces = await tracesOfRefused(stage);
  await inLanes(
    sample.filter(({ expected }) => expected === 'admitted'),
    lanes,
    (cell) => ask(stage, cell, faults),
  );
  const graph = await graphqlCells(stage, records, policy);
  const withRecord = new Set(cells.filter(({ reach }) => reach === 'record').map(({ operation }) => operation.id));
  const states = new Set(cells.flatMap(({ record }) => (record?.state ? [record.state] : [])));
  stage.say(
    `${sample.length} cells of REST and ${graph.runs} of GraphQL; ${refused.length} to be refused of ${cells.length}`,
  );
  stage.say(`${withRecord.size} operations met a record, in ${states.size} states`);
  const told = [...faults].map(([kind, ones]) => `${kind}: ${ones.length} cells, first ${ones[0]}`);
  return { runs: sample.length + graph.runs, faults: [...told, ...traces, ...graph.faults] };
}

function order({ operation }: Cell): number {
  return operation.method === 'GET' ? 0 : 1;
}

const refusedSubject = 'cell-to-be-refused';

async function ask(stage: Stage, cell: Cell, faults: Map<string, string[]>): Promise<void> {
  const { operation, asker, expected, record, division } = cell;
  const subject = expected === 'refused' ? refusedSubject : `cell-${asker.name.toLowerCase()}-${asker.relation}`;
  const answer = await send(stage, cellRequest(stage, cell, subject));
  const seen = verdictOf(answer, cell);
  const foreign = asker.kind === 'role' && isList(operation) ? foreignItems(answer.text, division) : [];
  if (foreign.length > 0)
    note(
      faults,
      `${operation.id} shows records of other places`,
      `${asker.name} in ${division}: ${foreign.join(', ')}`,
    );
  if (seen === expected || (expected === 'admitted' && Object.hasOwn(finerRules, operation.id))) return;
  const kind = `${operation.id} by ${asker.kind} ${asker.relation}: ${expected} by the policy, ${seen}`;
  const shown = `${asker.name} in ${division}, record ${record?.id} of ${record?.divisionCode} ${record?.state}: ${answer.status} ${answer.text.slice(0, 160)}`;
  note(faults, kind, shown);
}

function note(faults: Map<string, string[]>, kind: string, shown: string): void {
  faults.set(kind, [...(faults.get(kind) ?? []), shown]);
}

/** What an answer says of the asker's right. */
function verdictOf(answer: Answer, { reach, expected }: Cell): 'admitted' | 'refused' | 'undecided' {
  const { status } = answer;
  if (status === 401) return 'refused';
  if (status === 403)
    return codesOf(answer).some((code) => doorCodes.has(code)) || expected === 'refused' ? 'refused' : 'admitted';
  if (status === 404) return reach === 'caller' ? expected : isOfPart(answer) ? 'admitted' : 'refused';
  if (status === 0 || status >= 500) return 'undecided';
  // A form that does not fit says nothing of the record, and is told before the record is looked at.
  if (status === 400 && reach === 'record' && expected === 'refused') return 'undecided';
  return 'admitted';
}

/** What a found record may lack. */
const codesOfParts: ReadonlySet<string> = new Set(['DECLARATION_UNKNOWN', 'SECURITY_CONTACT_MISSING']);

/** The record was found; something that the body names, or a part of it, was not. */
function isOfPart(answer: Answer): boolean {
  return /"pointer":"\/body/.test(answer.text) || codesOf(answer).some((code) => codesOfParts.has(code));
}

/** Who was refused has written nothing, anywhere. */
async function tracesOfRefused({ platform }: Stage): Promise<string[]> {
  const found: string[] = [];
  for (const service of platform.surroundings.databases.keys()) {
    const rows = await platform.rows<{ action: string; n: number }>(
      service,
      'select action, count(*)::int as n from audit_log where actor = $1 group by 1',
      [refusedSubject],
    );
    for (const { action, n } of rows)
      found.push(`${service}: ${n} audit rows ${action} of somebody who was to be refused`);
  }
  return found;
}
