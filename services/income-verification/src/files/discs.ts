import { createHash } from 'node:crypto';
import type { downloadExchangeFile, handOverDisc, OperationInputOf, writeDisc } from '@mz/contracts';
import { type Context, type Download, expectVersion, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { recordMessage } from '../exchange/index.ts';
import { type File, type FileRow, getFileRow, toFile } from './queries.ts';

/** The encrypted bytes of a file that travels on a disc, until it is sent. */
export async function download(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof downloadExchangeFile>,
): Promise<Download> {
  const { fileNo, body } = await kit.write(ctx, async (unit) => {
    const found = await discOf({ kit, ctx, unit }, params.id);
    const after = { fileNo: found.fileNo };
    unit.audit({ action: 'exchangeFiles.download', recordType: 'exchange_file', recordId: found.id, after });
    return found;
  });
  return { fileName: `${fileNo}.jwe`, chunks: once(Buffer.from(body ?? '')) };
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The first person has written the disc and read it again. */
export async function write(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof writeDisc>,
): Promise<File> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const found = await discOf(work, params.id);
    expectVersion(ctx, found.version);
    expectContent(found, body.contentSha256);
    const change = { discNo: body.discNo, discWrittenBy: ctx.actor.subject };
    unit.audit({ action: 'exchangeFiles.writeDisc', recordType: 'exchange_file', recordId: found.id, after: change });
    return save(work, found, change);
  });
}

/** Another person has read the disc and given it to the agency. */
export async function handOver(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof handOverDisc>,
): Promise<File> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const found = await discOf(work, params.id);
    expectVersion(ctx, found.version);
    const { discNo, discWrittenBy } = found;
    if (discNo === null || discWrittenBy === null) throw fail('STATE_TRANSITION_INVALID');
    if (ctx.actor.subject === discWrittenBy) throw fail('TWO_PERSON_REQUIRED');
    if (discNo !== body.discNo) throw fail('DISC_CONTENT_DIFFERS', { pointer: '/body/discNo' });
    expectContent(found, body.contentSha256);
    const change = { state: 'SENT', handedOverBy: ctx.actor.subject };
    const { agencyCode: partnerCode, fileNo: ref } = found;
    recordMessage(unit, { partnerCode, direction: 'OUT', kind: 'FILE', ref, body: found.body ?? '' });
    const after = { ...change, discNo };
    unit.audit({ action: 'exchangeFiles.handOver', recordType: 'exchange_file', recordId: found.id, after });
    return save(work, found, { ...change, deliveredAt: kit.clock.wall() });
  });
}

/** A file that waits for a disc, locked; the caller's place must cover the agreement's. */
async function discOf({ kit, ctx, unit }: Work, id: string): Promise<FileRow> {
  const { divisionCode, ...found } = await getFileRow(unit.db, id);
  kit.authorize(ctx, { divisionCode });
  if (found.route !== 'DISC' || found.state !== 'SEALED') throw fail('STATE_TRANSITION_INVALID');
  return found;
}

function expectContent({ body }: FileRow, contentSha256: string): void {
  const actual = createHash('sha256')
    .update(body ?? '')
    .digest('hex');
  if (actual !== contentSha256) throw fail('DISC_CONTENT_DIFFERS', { pointer: '/body/contentSha256' });
}

async function save(
  { unit }: Work,
  found: FileRow,
  change: Partial<Pick<FileRow, 'state' | 'discNo' | 'discWrittenBy' | 'handedOverBy' | 'deliveredAt'>>,
): Promise<File> {
  const saved = await unit.db
    .updateTable('exchangeFile')
    .set({ ...change, version: found.version + 1 })
    .where('id', '=', found.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return toFile(saved);
}
