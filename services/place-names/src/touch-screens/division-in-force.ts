import type { DivisionVersion } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { CodeTables } from '../divisions/index.ts';

/** The division that bears a code today; throws CODE_UNKNOWN or CODE_NOT_VALID_ON at the body's field. */
export async function divisionInForce(
  { kit, tables }: { readonly kit: AppKit; readonly tables: CodeTables },
  ctx: Context,
  code: string,
): Promise<DivisionVersion> {
  const table = await tables.current(ctx);
  const townships = code.endsWith('000') ? [] : [`${code.slice(0, 9)}000`];
  const { history } = await tables.branch(ctx, table, townships);
  const decision = history.at(code, kit.clock.today());
  if (!decision.ok) throw fail(decision.code, { pointer: '/body/divisionCode' });
  return decision.value;
}
