import type { LegalDay } from '@mz/domain';
import { sql } from 'kysely';
import type { Db } from './app-kit.ts';

/** The next number of a county and day: county code(6) + yyyymmdd + 6 serial. */
export async function nextNumber(
  db: Db,
  kind: 'AUTHORIZATION' | 'REQUEST' | 'REPORT' | 'LETTER',
  at: { readonly divisionCode: string; readonly day: LegalDay },
): Promise<string> {
  const countyCode = at.divisionCode.slice(0, 6);
  const { last } = await db
    .insertInto('serialCounter')
    .values({ kind, countyCode, day: at.day, last: 1 })
    .onConflict((conflict) =>
      conflict.columns(['kind', 'countyCode', 'day']).doUpdateSet({ last: sql`serial_counter.last + 1` }),
    )
    .returning('last')
    .executeTakeFirstOrThrow();
  return `${countyCode}${at.day.replaceAll('-', '')}${String(last).padStart(6, '0')}`;
}
