import { createParameterSource, type JsonValue, type LegalDay, type ParameterSource } from '@mz/domain';
import type { Db } from './app-kit.ts';

const divisions = ['370000000000'];

/** Numbers of policy_parameter as they hold on a day, by the names that the caller gives them; throws when one has no row. */
export async function readNumbers<N extends string>(
  db: Db,
  keys: Readonly<Record<N, string>>,
  date: LegalDay,
): Promise<Readonly<Record<N, number>>> {
  const names = Object.keys(keys) as N[];
  const source = await load(db, Object.values(keys));
  const entries = names.map((name) => [name, source.number(keys[name], { date, divisions })] as const);
  return Object.fromEntries(entries) as Record<N, number>;
}

async function load(db: Db, keys: readonly string[]): Promise<ParameterSource> {
  const rows = await db.selectFrom('policyParameter').selectAll().where('key', 'in', keys).execute();
  return createParameterSource(
    rows.map(({ value, proposedBy, approvedBy, ...row }) => ({
      ...row,
      // A jsonb column holds JSON.
      value: value as JsonValue,
      approvedBy: [proposedBy, approvedBy] as const,
    })),
  );
}
