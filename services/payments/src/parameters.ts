import { createParameterSource, type JsonValue, type LegalDay, NATIONAL_DIVISION } from '@mz/domain';
import type { Db } from './app-kit.ts';

const province = '370000000000';

/** Numbers of policy_parameter as they hold on a day. */
export type Parameters = (key: string) => number;

/** Loads the table once; asking for a key that has no row on the day throws ParameterError. */
export async function readParameters(db: Db, date: LegalDay): Promise<Parameters> {
  const rows = await db.selectFrom('policyParameter').selectAll().execute();
  const source = createParameterSource(
    rows.map(({ value, proposedBy, approvedBy, ...row }) => ({
      ...row,
      // A jsonb column holds JSON.
      value: value as JsonValue,
      approvedBy: [proposedBy, approvedBy] as const,
    })),
  );
  return (key) => source.number(key, { date, divisions: [province, NATIONAL_DIVISION] });
}
