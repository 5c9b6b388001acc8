import type { LivingTable } from '@mz/service-kit';
import { sql } from 'kysely';
import type { DB } from '../database.ts';

/** A device stands where it stands: under the office of its ground, with the alert that is open for it. */
export const screenTable: LivingTable<DB> = {
  table: 'touch_screen',
  key: 'id',
  code: 'division_code',
  where: `t.state = 'ACTIVE'`,
  async moved({ db }, records) {
    await sql`update touch_screen_alert a set division_code = s.division_code from touch_screen s
      where s.id = a.screen_id and a.closed_at is null
        and s.id = any(${records.map(({ recordId }) => recordId)}::uuid[])`.execute(db);
  },
};
