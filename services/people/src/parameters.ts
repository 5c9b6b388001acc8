import { createParameterSource, type JsonValue, type LegalDay, NATIONAL_DIVISION } from '@mz/domain';
import type { Db } from './app-kit.ts';

const province = '370000000000';

/** A day count or age of policy_parameter as it holds on a day; throws ParameterError when there is none. */
export async function readNumber(db: Db, key: string, date: LegalDay): Promise<number> {
  const rows = await db.selectFrom('policyParameter').selectAll().where('key', '=', key).execute();
  const parameters = rows.map(({ value, proposedBy, approvedBy, ...row }) => ({
    ...row,
    // A jsonb column holds JSON.
    value: value as JsonValue,
    approvedBy: [proposedBy, approvedBy] as const,
  }));
  return createParameterSource(parameters).number(key, { date, divisions: [province, NATIONAL_DIVISION] });
}
