import { addDays } from '@mz/domain';
import { type SqlBool, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { Counted, Snapshot } from './indicator.ts';

/** IV-12: alarms of misuse in the year that an auditor confirmed, by their rule; and questions that left without a case. */
export async function misuseAlarms(db: Db, { asOf, yearFrom }: Snapshot): Promise<Counted> {
  const alarms = await db
    .selectFrom('misuseAlarm')
    .select((one) => ['divisionCode', 'rule', one.fn.countAll<number>().as('count')])
    .where('state', '=', 'CONFIRMED')
    .where('day', '>=', yearFrom)
    .where('day', '<=', asOf)
    .groupBy(['divisionCode', 'rule'])
    .orderBy('divisionCode')
    .orderBy('rule')
    .execute();
  const withoutCase = await countWithoutCase(db, { asOf, yearFrom });
  const rows = alarms.map(({ divisionCode, rule, count }) => ({
    ...{ divisionCode, title: rule, reached: Number(count), of: null },
  }));
  const confirmed = rows.reduce((sum, { reached }) => sum + reached, 0);
  const sent = { divisionCode: '370000000000', title: 'QUERY_WITHOUT_CASE', reached: withoutCase, of: null };
  return {
    rows: withoutCase === 0 ? rows : [...rows, sent],
    parts: [
      { name: 'CONFIRMED', reached: confirmed, of: null },
      { name: 'QUERY_WITHOUT_CASE', reached: withoutCase, of: null },
    ],
  };
}

/** The database lets no question exist without a case: what this counts is a breach of the database itself. */
async function countWithoutCase(db: Db, { asOf, yearFrom }: Pick<Snapshot, 'asOf' | 'yearFrom'>): Promise<number> {
  const { n } = await db
    .selectFrom('queryLog')
    .select((one) => one.fn.countAll<number>().as('n'))
    .where(sql<SqlBool>`kind = 'SEND' and case_id = ''`)
    .where('at', '>=', new Date(`${yearFrom}T00:00:00+08:00`))
    .where('at', '<', new Date(`${addDays(asOf, 1)}T00:00:00+08:00`))
    .executeTakeFirstOrThrow();
  return Number(n);
}
