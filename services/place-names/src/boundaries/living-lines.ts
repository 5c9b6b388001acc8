import type { LivingTable, MovingRecord, Unit } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import type { DB } from '../database.ts';

const sides = ['current_code_a', 'current_code_b'] as const;

/** A line passes on side by side; which part of a split unit lies along it, a person says, as the survey finds it (§5.1). */
export function lineTables(kit: AppKit): LivingTable<DB>[] {
  return sides.map((code) => ({
    table: 'boundary_line',
    key: 'id',
    code,
    where: `t.state in ('DRAFT', 'IN_FORCE')`,
    move: (unit, { effectiveOn }, records) => passOn(kit, unit, { code, effectiveOn, records }),
  }));
}

interface Passing {
  readonly code: (typeof sides)[number];
  readonly effectiveOn: string;
  readonly records: readonly MovingRecord[];
}

/** Gives a side to the unit that bears it now; a line whose sides are one unit has ended on the day. */
async function passOn(kit: AppKit, { db }: Unit<DB>, { code, effectiveOn, records }: Passing): Promise<string[]> {
  const at = kit.clock.wall();
  const side = sql.ref(code);
  const { rows } = await sql<{ id: string }>`
    update boundary_line t set ${side} = c.to_code, version = t.version + 1, updated_at = ${at}
    from unnest(${records.map((one) => one.recordId)}::uuid[], ${records.map((one) => one.fromCode)}::text[],
      ${records.map((one) => one.toCode)}::text[]) as c (id, from_code, to_code)
    where t.id = c.id and ${sql.ref(`t.${code}`)} = c.from_code
    returning t.id`.execute(db);
  const moved = rows.map(({ id }) => id);
  await sql`
    update boundary_line set state = 'CLOSED', valid_to = ${effectiveOn}::date, closed_reason = 'MERGED'
    where id = any(${moved}::uuid[]) and state = 'IN_FORCE' and current_code_a = current_code_b`.execute(db);
  return moved;
}
