import type { LineageDecision } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { CodeTable, CodeTables } from './code-table.ts';
import { readDivisionCode } from './rules.ts';

/** What the reads of this feature work with. */
export interface DivisionReader {
  readonly kit: AppKit;
  readonly tables: CodeTables;
}

/** Where a code stood in the request, for the error. */
export type CodePointer = '/params/code' | '/query/code' | '/query/parent' | '/query/division' | '/code';

/** The 12 digits of a code as it was written; throws the code errors of §2 in their order. */
export function codeOf(table: CodeTable, input: string, pointer: CodePointer): string {
  const decision = readDivisionCode(input, table.codes);
  if (!decision.ok) throw fail(decision.code, { pointer });
  return decision.value;
}

/** The value of an answer of the history; throws its refusal, each suggestion as an entry of `errors[]`. */
export function settled<T>(decision: LineageDecision<T>, pointer: CodePointer): T {
  if (decision.ok) return decision.value;
  const { code, suggestions } = decision;
  if (suggestions.length === 0) throw fail(code, { pointer });
  const errors = suggestions.map((one) => ({ code, pointer, detail: `${one.code} ${one.name}` }));
  throw fail(code, { errors, detail: `可用：${suggestions.map((one) => `${one.code} ${one.name}`).join('、')}` });
}

/** The day asked for, or today of the business clock. */
export function dayOf(reader: DivisionReader, asOf: string | undefined): string {
  return asOf ?? reader.kit.clock.today();
}

/** The table in force. */
export function tableOf(reader: DivisionReader, ctx: Context): Promise<CodeTable> {
  return reader.tables.current(ctx);
}
