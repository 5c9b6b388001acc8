import type { Db } from '../app-kit.ts';
import type { Counted, Snapshot } from './indicator.ts';

/** IV-12: alarms of misuse in the year, by their rule. */
export async function misuseAlarms(db: Db, { asOf, yearFrom }: Snapshot): Promise<Counted> {
  const alarms = await db
    .selectFrom('misuseAlarm')
    .select((one) => ['rule', one.fn.countAll<number>().as('count')])
    .where('day', '>=', yearFrom)
    .where('day', '<=', asOf)
    .groupBy('rule')
    .orderBy('rule')
    .execute();
  const rows = alarms.map(({ rule, count }) => ({
    divisionCode: '370000000000',
    title: rule,
    reached: Number(count),
    of: null,
  }));
  return { rows };
}
