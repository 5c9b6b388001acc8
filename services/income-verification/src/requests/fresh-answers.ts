import { addDays } from '@mz/domain';
import { sql } from 'kysely';
import { getRequestKey, openRows, sealRows } from '../answers/index.ts';
import type { Work } from '../app-kit.ts';
import type { RequestRow } from './queries.ts';

interface Fresh {
  readonly newId: string;
  readonly oldId: string;
  readonly oldRequestId: string;
  readonly outcome: string;
  readonly sealedRows: Buffer;
  readonly rowCount: number;
  readonly sourceAsOf: string;
  readonly receivedOn: string;
  readonly rawHash: string;
  readonly flags: string[];
}

/**
 * A question that the same agency answered for the same person, purpose and authorization (or the one whose place it took)
 * within the fresh days [A] is not asked again: the earlier answer stands for it, under this request's own key.
 */
export async function reuseFreshAnswers(work: Work, request: RequestRow, freshDays: number): Promise<void> {
  const { kit, unit } = work;
  const { rows } = await sql<Fresh>`
    select distinct on (asked.id)
      asked.id as "newId", earlier.id as "oldId", earlier.request_id as "oldRequestId", answer.outcome,
      answer.sealed_rows as "sealedRows", answer.row_count as "rowCount", answer.source_as_of as "sourceAsOf",
      answer.received_on as "receivedOn", answer.raw_hash as "rawHash", answer.flags
    from sub_query asked
    join sub_query earlier
      on earlier.person_id = asked.person_id and earlier.agency_code = asked.agency_code
      and earlier.item_code = asked.item_code and earlier.id <> asked.id
    join means_authorization permit on permit.id = earlier.authorization_id
      and (permit.id = asked.authorization_id or permit.superseded_by = asked.authorization_id)
    join verification_request on verification_request.id = earlier.request_id
    join answer on answer.sub_query_id = earlier.id
    where asked.request_id = ${request.id} and verification_request.purpose = ${request.purpose}
      and answer.outcome in ('HIT', 'NO_RECORD') and not answer.quarantined and answer.reused_from is null
      and answer.received_on >= ${addDays(kit.clock.today(), -freshDays)}::date
    order by asked.id, answer.received_at desc`.execute(unit.db);
  if (rows.length === 0) return;
  const dataKey = await getRequestKey(unit.db, request.id);
  for (const fresh of rows) {
    const oldKey = await getRequestKey(unit.db, fresh.oldRequestId);
    const content = openRows(kit, { recordId: fresh.oldId, dataKey: oldKey }, fresh.sealedRows);
    const { newId, oldId, oldRequestId: _, ...answer } = fresh;
    await unit.db
      .insertInto('answer')
      .values({
        ...answer,
        subQueryId: newId,
        sealedRows: sealRows(kit, { recordId: newId, dataKey }, content),
        receivedAt: kit.clock.wall(),
        reusedFrom: oldId,
      })
      .execute();
    await unit.db
      .updateTable('subQuery')
      .set({ state: 'ANSWERED', outcome: answer.outcome, closedAt: kit.clock.wall() })
      .where('id', '=', newId)
      .execute();
  }
}
