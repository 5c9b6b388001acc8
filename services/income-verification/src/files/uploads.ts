import { createHash } from 'node:crypto';
import type { confirmDisc, OperationInputOf, OperationOutputOf, uploadDisc } from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import type { DiscUploadTable } from '../database.ts';
import type { AgencyExchange } from '../dispatch/index.ts';
import { recordMessage } from '../exchange/index.ts';
import { accept, lookAt, type NewAnswers, openOffered } from './incoming.ts';
import { type FileHead, findSentFile, getFileRow } from './queries.ts';
import { answeredFileNo } from './rules.ts';

type Upload = OperationOutputOf<typeof uploadDisc>;
type UploadRow = Selectable<DiscUploadTable>;

/** Reads in an answer file from a disc; what does not hold is refused at once, and nothing is kept of it. */
export async function enter(
  kit: AppKit,
  ctx: Context,
  exchange: Pick<AgencyExchange, 'keyOf'>,
  { body }: OperationInputOf<typeof uploadDisc>,
): Promise<Upload> {
  const { fileNo, discNo, content } = body;
  const opened = await openOffered(kit, exchange, { fileNo, body: content });
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const asked = await askedByDisc(work, fileNo);
    takeNew(await lookAt(work, { fileNo, agencyCode: asked.agencyCode }, opened));
    const contentSha256 = hashOf(content);
    const id = kit.newId();
    const saved = await unit.db
      .insertInto('discUpload')
      .values({
        ...{ id, fileNo, answersId: asked.id, discNo, content, contentSha256, state: 'ENTERED' },
        ...{ enteredBy: ctx.actor.subject, enteredAt: kit.clock.wall() },
      })
      .onConflict((conflict) => conflict.column('fileNo').where(sql<SqlBool>`state = 'ENTERED'`).doNothing())
      .returningAll()
      .executeTakeFirst();
    if (saved === undefined) throw fail('FILE_CONFLICT', { pointer: '/body/fileNo' });
    const after = { fileNo, discNo, contentSha256 };
    unit.audit({ action: 'discUploads.enter', recordType: 'disc_upload', recordId: id, after });
    return toUpload(saved);
  });
}

/** Another person has compared the disc; its answers are answers like any other, all of them or none. */
export async function confirm(
  kit: AppKit,
  ctx: Context,
  exchange: Pick<AgencyExchange, 'keyOf'>,
  { params, body }: OperationInputOf<typeof confirmDisc>,
): Promise<Upload> {
  const entered = await kit.read(ctx, (db) =>
    db.selectFrom('discUpload').selectAll().where('id', '=', params.id).executeTakeFirst(),
  );
  if (entered === undefined) throw fail('EXCHANGE_FILE_UNKNOWN');
  const opened = await openOffered(kit, exchange, { fileNo: entered.fileNo, body: entered.content ?? '' });
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const found = await lockUpload(work, params.id);
    expectVersion(ctx, found.version);
    if (found.state !== 'ENTERED') throw fail('STATE_TRANSITION_INVALID');
    if (ctx.actor.subject === found.enteredBy) throw fail('TWO_PERSON_REQUIRED');
    const asked = await askedByDisc(work, found.fileNo);
    if (found.discNo !== body.discNo) throw fail('DISC_CONTENT_DIFFERS', { pointer: '/body/discNo' });
    if (found.contentSha256 !== body.contentSha256) {
      throw fail('DISC_CONTENT_DIFFERS', { pointer: '/body/contentSha256' });
    }
    const rows = await accept(work, takeNew(await lookAt(work, { ...found, agencyCode: asked.agencyCode }, opened)));
    const message = { partnerCode: asked.agencyCode, direction: 'IN', kind: 'FILE_ANSWER', ref: found.fileNo } as const;
    recordMessage(unit, { ...message, body: found.content ?? '' });
    const saved = await unit.db
      .updateTable('discUpload')
      .set({ state: 'CONFIRMED', content: null, confirmedBy: ctx.actor.subject, version: found.version + 1 })
      .where('id', '=', found.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const after = { fileNo: found.fileNo, rows };
    unit.audit({ action: 'discUploads.confirm', recordType: 'disc_upload', recordId: found.id, after });
    return toUpload(saved);
  });
}

/** The file on a disc that an answer names; the caller's place must cover its agreement's. */
async function askedByDisc({ kit, ctx, unit }: Work, fileNo: string): Promise<FileHead> {
  const sent = await findSentFile(unit.db, answeredFileNo(fileNo));
  if (sent === undefined || sent.route !== 'DISC' || sent.state === 'SEALED') throw fail('EXCHANGE_FILE_UNKNOWN');
  const { divisionCode } = await getFileRow(unit.db, sent.id);
  kit.authorize(ctx, { divisionCode });
  return sent;
}

/** The same file again is refused here: nobody types in a disc twice by the way. */
function takeNew(look: Awaited<ReturnType<typeof lookAt>>): NewAnswers {
  if (look.kind === 'NEW') return look;
  throw fail(look.kind === 'REPEAT' ? 'FILE_CONFLICT' : look.code, { pointer: '/body/content' });
}

async function lockUpload({ unit }: Work, id: string): Promise<UploadRow> {
  return unit.db.selectFrom('discUpload').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
}

function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

function toUpload({ id, fileNo, discNo, contentSha256, state, enteredBy, confirmedBy, version }: UploadRow): Upload {
  return { id, fileNo, discNo, contentSha256, state, enteredBy, confirmedBy, version };
}
