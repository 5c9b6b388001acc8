import type { listRawRemnants, OperationOutputOf } from '@mz/contracts';
import { addDays, type LegalDay } from '@mz/domain';
import { sql } from 'kysely';
import { totalOnlyItems } from '../agreements/index.ts';
import type { Db } from '../app-kit.ts';
import { readTerms } from './terms.ts';

type Remnant = OperationOutputOf<typeof listRawRemnants>['items'][number];

const shown = 200;

/**
 * Raw bytes that should be gone: of checks that were deleted, of checks whose term was over a day before (the job has run
 * since), and of banks. Copies outside the database are not looked at.
 */
export async function findRemnants(db: Db, today: LegalDay): Promise<Remnant[]> {
  const { archived, stopped, bank } = await readTerms(db, addDays(today, -1));
  const { rows } = await sql<Remnant>`
    with gone as (
      select id, case when raw_deleted_on is null then 'OVERDUE' else 'DELETED' end as fault from verification_request
      where raw_deleted_on is not null or (state = 'ARCHIVED' and ended_on <= ${archived}::date)
        or (state in ('CANCELLED', 'RETURNED') and ended_on <= ${stopped}::date)
    ),
    banks as (
      select r.id from verification_request r join report p on p.id = r.report_id
      where r.state = 'ARCHIVED' and p.objection_until < ${bank}::date and r.id not in (select id from gone)
    ),
    asked as (
      select g.id as request_id, g.fault, q.id from gone g join sub_query q on q.request_id = g.id
      union all
      select b.id, 'OVERDUE', q.id from banks b join sub_query q on q.request_id = b.id
      where q.item_code = any(${[...totalOnlyItems()]})
    ),
    found (request_id, fault, "table") as (
      select k.request_id, g.fault, 'request_key' from gone g join request_key k on k.request_id = g.id
      union all
      select c.request_id, g.fault, 'identity_copy' from gone g join identity_copy c on c.request_id = g.id
      union all
      select l.request_id, g.fault, 'letter' from gone g join letter l on l.request_id = g.id where l.text_sealed is not null
      union all
      select a.request_id, a.fault, 'answer' from asked a join answer w on w.sub_query_id = a.id
      union all
      select a.request_id, a.fault, 'quarantined_answer' from asked a join quarantined_answer w on w.sub_query_id = a.id
      union all
      select a.request_id, a.fault, 'letter_reply' from asked a join letter_reply w on w.sub_query_id = a.id
        where w.sealed_rows is not null
      union all
      select distinct q.request_id, g.fault, 'exchange_file' from gone g join sub_query q on q.request_id = g.id
        join exchange_row x on x.sub_query_id = q.id join exchange_file f on f.id = x.file_id where f.body is not null
      union all
      select distinct q.request_id, g.fault, 'disc_upload' from gone g join sub_query q on q.request_id = g.id
        join exchange_row x on x.sub_query_id = q.id join disc_upload d on d.answers_id = x.file_id
        where d.content is not null
    )
    select request_id, "table", count(*)::int as rows, fault from found group by 1, 2, 4 order by 1, 2 limit ${shown}`.execute(
    db,
  );
  return rows;
}
