import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { answersHash, type DeletedCounts, keepProof } from './proof.ts';
import type { Terms } from './terms.ts';

/** Requests of one transaction. */
const batch = 100;

type Due = { readonly id: string; readonly state: string };

/** Deletes everything raw of archived and of stopped checks whose term is over, with its key; answers how many. */
export async function deleteWhole(kit: AppKit, ctx: Context, terms: Terms): Promise<number> {
  let done = 0;
  for (let deleted = batch; deleted === batch; done += deleted) {
    deleted = await kit.write(ctx, async (unit) => {
      const due = await lockDue(unit.db, terms);
      for (const request of due) await deleteRequest({ kit, ctx, unit }, request);
      return due.length;
    });
  }
  return done;
}

async function lockDue(db: Db, { archived, stopped }: Terms): Promise<Due[]> {
  return db
    .selectFrom('verificationRequest')
    .select(['id', 'state'])
    .where('rawDeletedOn', 'is', null)
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'ARCHIVED'), eb('endedOn', '<=', archived)]),
        eb.and([eb('state', 'in', ['CANCELLED', 'RETURNED']), eb('endedOn', '<=', stopped)]),
      ]),
    )
    .orderBy('id')
    .limit(batch)
    .forUpdate()
    .execute();
}

/** With the key gone, what a copy of the rows might still hold cannot be read either. */
async function deleteRequest(work: Work, { id: requestId, state }: Due): Promise<void> {
  const { kit, unit } = work;
  const { db } = unit;
  const queries = db.selectFrom('subQuery').select('id').where('requestId', '=', requestId);
  const answers = await db
    .deleteFrom('answer')
    .where('subQueryId', 'in', queries)
    .returning(['subQueryId', 'rawHash'])
    .execute();
  const counts = { answers: answers.length, ...(await deleteBeside(db, requestId)) };
  const key = await db
    .deleteFrom('requestKey')
    .where('requestId', '=', requestId)
    .returning(['dataKeyId', 'wrapped'])
    .executeTakeFirst();
  const change = { rawDeletedOn: kit.clock.today() };
  await db.updateTable('verificationRequest').set(change).where('id', '=', requestId).execute();
  await keepProof(work, {
    ...{ requestId, counts, answersSha256: answersHash(answers) },
    reason: state === 'ARCHIVED' ? 'ARCHIVED' : 'STOPPED',
    ...(key === undefined ? {} : { key }),
  });
}

/** What lies beside the answers: unbelieved bodies, identity copies, texts of letters and their replies, files, discs. */
async function deleteBeside(db: Db, requestId: string): Promise<Omit<DeletedCounts, 'answers'>> {
  const own = sql`select id from sub_query where request_id = ${requestId}::uuid`;
  const files = sql`select file_id from exchange_row where sub_query_id in (${own})`;
  const [quarantined, identities, letters, replies, discs, bodies] = await Promise.all([
    sql`delete from quarantined_answer where sub_query_id in (${own})`.execute(db),
    sql`delete from identity_copy where request_id = ${requestId}::uuid`.execute(db),
    sql`update letter set text_sealed = null where request_id = ${requestId}::uuid and text_sealed is not null`.execute(
      db,
    ),
    sql`update letter_reply set sealed_rows = null where sub_query_id in (${own}) and sealed_rows is not null`.execute(
      db,
    ),
    sql`delete from disc_upload where state = 'ENTERED' and answers_id in (${files})`.execute(db),
    // What has not left yet still carries the questions of others.
    sql`update exchange_file set body = null where id in (${files}) and body is not null
      and (state <> 'SEALED' or withdrawn_on is not null)`.execute(db),
  ]);
  return {
    ...{ quarantined: countOf(quarantined), identities: countOf(identities), letters: countOf(letters) },
    ...{ replies: countOf(replies), discs: countOf(discs), files: countOf(bodies) },
  };
}

function countOf({ numAffectedRows = 0n }: { readonly numAffectedRows?: bigint }): number {
  return Number(numAffectedRows);
}
