import type { LegalDay } from '@mz/domain';
import type { FileDigest, KeptPlace } from '@mz/file-transport';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { copiedFileNo } from './copy-rules.ts';

/** An agency whose files lie in folders. */
export interface Way {
  readonly agencyCode: string;
  readonly route: string;
}

/** Agencies to which or from which a file ever travelled as a file. */
export async function listFolderWays(db: Db): Promise<Way[]> {
  return db
    .selectFrom('exchangeFile')
    .select(['agencyCode', 'route'])
    .distinct()
    .where('route', 'in', ['FOLDER', 'SFTP'])
    .orderBy('agencyCode')
    .orderBy('route')
    .execute();
}

/** A copy whose term is over. */
interface DueCopy {
  readonly fileName: string;
  readonly keptFrom: LegalDay;
}

/** Of copies those whose term is over; a name that belongs to no file of ours is somebody else's, and stays. */
export async function listDueCopies(
  db: Db,
  { agencyCode, place, names, dueBefore }: Folder & { readonly names: readonly string[]; readonly dueBefore: LegalDay },
): Promise<DueCopy[]> {
  const numbers = new Map(
    names.flatMap((name) => {
      const fileNo = copiedFileNo(place, name);
      return fileNo === undefined ? [] : [[name, fileNo] as const];
    }),
  );
  const since = await keptSince(db, { agencyCode, place }, [...new Set(numbers.values())]);
  return [...numbers].flatMap(([fileName, fileNo]) => {
    const keptFrom = since.get(fileNo);
    return keptFrom === undefined || keptFrom > dueBefore ? [] : [{ fileName, keptFrom }];
  });
}

interface Folder {
  readonly agencyCode: string;
  readonly place: KeptPlace;
}

/**
 * Since when a copy is of no more use: of what we took the day on which we took it, of what we handed over the day of its last
 * answer; where answers are missing not before they are due.
 */
async function keptSince(db: Db, { agencyCode, place }: Folder, numbers: string[]): Promise<Map<string, LegalDay>> {
  if (numbers.length === 0) return new Map();
  const { rows } = await (place === 'TAKEN'
    ? sql<{ fileNo: string; keptFrom: LegalDay }>`
        select file_no, max(created_on) as kept_from from exchange_file
        where direction = 'IN' and agency_code = ${agencyCode} and file_no = any(${numbers}) group by file_no`
    : sql<{ fileNo: string; keptFrom: LegalDay }>`
        select f.file_no, case
            when f.state = 'ANSWERED' then coalesce(max(a.created_on), f.created_on)
            when f.state = 'SENT' then greatest(max(a.created_on), f.due_on, f.created_on)
            else f.withdrawn_on
          end as kept_from
        from exchange_file f left join exchange_file a on a.answers_id = f.id
        where f.direction = 'OUT' and f.agency_code = ${agencyCode} and f.file_no = any(${numbers})
          and (f.state <> 'SEALED' or f.withdrawn_on is not null)
        group by f.id`
  ).execute(db);
  return new Map(rows.map(({ fileNo, keptFrom }) => [fileNo, keptFrom]));
}

/** Deletions that began and of which nothing says that they ended. */
export async function listBegun(
  db: Db,
  { agencyCode, place }: Folder,
): Promise<{ readonly id: string; readonly fileName: string }[]> {
  return db
    .selectFrom('copyDeletion')
    .select(['id', 'fileName'])
    .where('agencyCode', '=', agencyCode)
    .where('place', '=', place)
    .where('state', '=', 'BEGUN')
    .orderBy('id')
    .execute();
}

/** A copy that is about to be deleted. */
interface NewDeletion extends Folder, DueCopy, FileDigest {
  readonly dueOn: LegalDay;
}

/** Writes down what will be deleted before it is; the row of an earlier try of the same bytes is taken again. */
export async function beginDeletion(kit: AppKit, ctx: Context, copy: NewDeletion): Promise<string> {
  return kit.write(ctx, async ({ db }) => {
    const earlier = await db
      .selectFrom('copyDeletion')
      .select('id')
      .where('agencyCode', '=', copy.agencyCode)
      .where('place', '=', copy.place)
      .where('fileName', '=', copy.fileName)
      .where('sha256', '=', copy.sha256)
      .where('state', '=', 'BEGUN')
      .executeTakeFirst();
    if (earlier !== undefined) return earlier.id;
    const id = kit.newId();
    const row = { ...copy, id, state: 'BEGUN', job: ctx.actor.subject, createdAt: kit.clock.wall() };
    await db.insertInto('copyDeletion').values(row).execute();
    return id;
  });
}

/** The copy is gone: the proof says so, and the audit trail in the same words. */
export async function endDeletion(kit: AppKit, ctx: Context, id: string): Promise<void> {
  await kit.write(ctx, async (unit) => {
    const deletedOn = kit.clock.today();
    const { agencyCode, place, fileName, sha256, bytes, keptFrom, dueOn } = await unit.db
      .updateTable('copyDeletion')
      .set({ state: 'GONE', deletedOn })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const after = { agencyCode, place, fileName, sha256, bytes, keptFrom, dueOn, deletedOn };
    unit.audit({ action: 'files.deleteCopy', recordType: 'copy_deletion', recordId: id, after });
  });
}

/** Deletions that were due before a day, have begun and not ended. */
export async function countUnended(db: Db, before: LegalDay): Promise<number> {
  const { rows } = await sql<{ unended: number }>`
    select count(*)::int as unended from copy_deletion where state = 'BEGUN' and due_on < ${before}::date`.execute(db);
  return rows[0]?.unended ?? 0;
}
