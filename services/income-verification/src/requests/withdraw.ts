import { sql } from 'kysely';
import type { Work } from '../app-kit.ts';

/**
 * Cancelled questions that stand in a file not handed over yet, or in a letter without a reply, take the whole paper back: its
 * bytes go, and its other questions wait to leave anew in the next one.
 */
export async function withdrawUnsent(
  { kit, unit }: Work,
  cancelled: readonly { readonly id: string }[],
): Promise<void> {
  if (cancelled.length === 0) return;
  const ids = cancelled.map(({ id }) => id);
  const today = kit.clock.today();
  const files = await sql<{ id: string }>`
    update exchange_file set state = 'ANSWERED', body = null, withdrawn_on = ${today}
    where state = 'SEALED' and direction = 'OUT'
      and id in (select file_id from exchange_row where sub_query_id = any(${ids}::uuid[]))
    returning id`.execute(unit.db);
  const letters = await sql<{ id: string }>`
    update letter set withdrawn_on = ${today}
    where withdrawn_on is null and id in (select letter_id from letter_query where sub_query_id = any(${ids}::uuid[]))
      and not exists (select from letter_reply where letter_reply.letter_id = letter.id)
    returning id`.execute(unit.db);
  await sql`
    update sub_query set state = 'QUEUED', next_try_at = null
    where state in ('SENT', 'MANUAL_PENDING') and id in (
      select sub_query_id from exchange_row where file_id = any(${files.rows.map(({ id }) => id)}::uuid[])
      union all
      select sub_query_id from letter_query where letter_id = any(${letters.rows.map(({ id }) => id)}::uuid[])
    )`.execute(unit.db);
  for (const { id } of files.rows) {
    unit.audit({ action: 'files.withdraw', recordType: 'exchange_file', recordId: id });
  }
  for (const { id } of letters.rows) unit.audit({ action: 'letters.withdraw', recordType: 'letter', recordId: id });
}
