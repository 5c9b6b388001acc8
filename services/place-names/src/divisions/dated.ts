import type { Division } from '@mz/contracts';
import { type DivisionHistory, type DivisionVersion, divisionLevel } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { Static } from 'typebox';
import type { CodeTables } from './code-table.ts';
import { type CodePointer, codeOf, type DivisionReader, settled } from './reader.ts';
import { toDivision, townshipsOfVillages } from './rules.ts';

/** A division as the answers show it. */
export type DivisionView = Static<typeof Division>;

/** A code with the days to look it up on, the first that it bears wins. */
export interface DatedCode {
  readonly code: string;
  readonly days: readonly string[];
}

/** The divisions that bear codes on days, in the order asked for; null where none did. */
export async function divisionsOn(
  tables: CodeTables,
  ctx: Context,
  asked: readonly DatedCode[],
): Promise<(DivisionView | null)[]> {
  const table = await tables.current(ctx);
  const { history } = await tables.branch(ctx, table, townshipsOfVillages(asked.map(({ code }) => code)));
  return asked.map(({ code, days }) => {
    // A branch holds the ground of the villages asked for; what lies above them is asked of the whole table.
    const source = divisionLevel(code) === 'VILLAGE' ? history : table.history;
    for (const day of days) {
      const decision = source.at(code, day);
      if (decision.ok) return toDivision(decision.value, day, table);
    }
    return null;
  });
}

/** A division by its code as people write it, on a day, with the history around it; throws the code errors of §2. */
export async function divisionWritten(
  { tables }: Pick<DivisionReader, 'tables'>,
  ctx: Context,
  { input, day, pointer }: { readonly input: string; readonly day: string; readonly pointer: CodePointer },
): Promise<{ readonly division: DivisionVersion; readonly history: DivisionHistory }> {
  const table = await tables.current(ctx);
  const code = codeOf(table, input, pointer);
  const { history } = await tables.branch(ctx, table, townshipsOfVillages([code]));
  const division = settled(history.at(code, day), pointer);
  if (division.type === 'STATISTICAL_ZONE') throw fail('CODE_LEVEL', { pointer });
  return { division, history };
}
