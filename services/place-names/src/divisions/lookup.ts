import { type Decision, type DivisionVersion, divisionLevel, type LegalDay, parseDivisionCode } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import type { CodeTables } from './code-table.ts';
import { townshipsOfVillages } from './rules.ts';

/** The version that bears each code on a day, or the code of what is wrong with it. */
export async function versionsOn(
  tables: CodeTables,
  ctx: Context,
  { codes, day }: { readonly codes: readonly string[]; readonly day: LegalDay },
): Promise<Decision<DivisionVersion>[]> {
  const table = await tables.current(ctx);
  const { history } = await tables.branch(ctx, table, townshipsOfVillages(codes));
  return codes.map((code) => {
    const parsed = parseDivisionCode(code);
    if (!parsed.ok) return parsed;
    // A branch holds one county's villages; what lies above them is asked of the whole table.
    const source = divisionLevel(parsed.value) === 'VILLAGE' ? history : table.history;
    const found = source.at(parsed.value, day);
    return found.ok ? found : { ok: false, code: found.code };
  });
}
