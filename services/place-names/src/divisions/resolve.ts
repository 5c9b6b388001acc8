import type { OperationInputOf, OperationOutputOf, resolveDivision, resolveDivisions } from '@mz/contracts';
import type { DivisionHistory, LineageResolution } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { CodeTable } from './code-table.ts';
import { tableFieldsOf } from './read-divisions.ts';
import { codeOf, type DivisionReader, settled, tableOf } from './reader.ts';
import { readDivisionCode, townshipsOfVillages } from './rules.ts';

type Question = OperationInputOf<typeof resolveDivision>['query'];
type Answer = OperationOutputOf<typeof resolveDivision>;
type BatchAnswer = OperationOutputOf<typeof resolveDivisions>;

/** Place-names handbook §8.2. */
const largestBatch = 1_000;

/** Where the ground of a code valid on one day lies on a later day. */
export async function resolveOne(
  reader: DivisionReader,
  ctx: Context,
  { query }: { readonly query: Question },
): Promise<Answer> {
  const table = await tableOf(reader, ctx);
  const code = codeOf(table, query.code, '/query/code');
  const { history } = await reader.tables.branch(ctx, table, townshipsOfVillages([code]));
  const decision = history.resolve(code, query.from, query.to);
  const value = settled(decision, '/query/code');
  return answerOf(table, { code, question: query, value, historyIncomplete: decision.historyIncomplete });
}

/** Up to 1,000 questions, each with its own answer or refusal; more are refused whole with BATCH_TOO_LARGE. */
export async function resolveBatch(
  reader: DivisionReader,
  ctx: Context,
  questions: readonly Question[],
): Promise<BatchAnswer> {
  if (questions.length > largestBatch) throw fail('BATCH_TOO_LARGE', { pointer: '/body/queries' });
  const table = await tableOf(reader, ctx);
  const read = questions.map((question) => ({ question, code: readDivisionCode(question.code, table.codes) }));
  const codes = read.flatMap(({ code }) => (code.ok ? [code.value] : []));
  const { history } = await reader.tables.branch(ctx, table, townshipsOfVillages(codes));
  const items = read.map(({ question, code }) =>
    code.ok ? itemOf({ table, history, question, code: code.value }) : refused(code.code),
  );
  return { items, version: table.version };
}

interface Asked {
  readonly table: CodeTable;
  readonly history: DivisionHistory;
  readonly question: Question;
  readonly code: string;
}

function itemOf({ table, history, question, code }: Asked): BatchAnswer['items'][number] {
  const decision = history.resolve(code, question.from, question.to);
  if (!decision.ok) return refused(decision.code, decision.suggestions);
  const { value, historyIncomplete } = decision;
  return { resolution: answerOf(table, { code, question, value, historyIncomplete }), error: null };
}

function refused(
  code: string,
  suggestions: readonly { readonly code: string; readonly name: string }[] = [],
): BatchAnswer['items'][number] {
  return {
    resolution: null,
    error: { code, suggestions: suggestions.map((one) => ({ code: one.code, name: one.name })) },
  };
}

function answerOf(
  table: CodeTable,
  found: {
    readonly code: string;
    readonly question: Question;
    readonly value: LineageResolution;
    readonly historyIncomplete: boolean;
  },
): Answer {
  const { status, results, absorbedBy } = found.value;
  return {
    code: found.code,
    from: found.question.from,
    to: found.question.to,
    status,
    results: results.map((result) => ({ ...result, path: [...result.path] })),
    absorbedBy,
    ...tableFieldsOf(table, found.historyIncomplete),
  };
}
