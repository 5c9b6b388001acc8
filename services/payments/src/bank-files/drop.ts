import type { FileTransport } from '@mz/file-transport';
import type { Context, ScheduledJob } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { openTransport } from './open-transport.ts';

/** Again and again, for what a stop between commit and handing over left behind, and for banks that were not reachable. */
export function dropOften(kit: AppKit): ScheduledJob {
  return { name: 'bankFiles.drop', every: { minutes: 15 }, run: (ctx) => dropWritten(kit, ctx) };
}

interface Written {
  readonly id: string;
  readonly runId: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly content: Buffer;
}

/** Hands every written file over, each with a signature over its hash, and marks it SENT; a bank out of reach waits. */
export async function dropWritten(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  const files = await kit.read(ctx, (db) =>
    db
      .selectFrom('bankFile')
      .select(['id', 'runId', 'bankCode', 'fileName', 'sha256', 'content'])
      .where('state', '=', 'WRITTEN')
      .orderBy('id')
      .execute(),
  );
  let done = 0;
  for (const [bankCode, ofBank] of Map.groupBy(files, (file) => file.bankCode)) {
    try {
      const transport = await openTransport(kit, bankCode);
      done += await handOver({ kit, ctx, transport }, ofBank);
    } catch (error) {
      // Its files stay WRITTEN: the next run tries again, and the health page tells of them.
      kit.log.warn({ bankCode, error }, 'files could not be handed over to the bank');
    }
  }
  return { done };
}

interface Handing {
  readonly kit: AppKit;
  readonly ctx: Context;
  readonly transport: FileTransport;
}

async function handOver(
  { kit, ctx, transport }: Handing,
  files: readonly (Omit<Written, 'content'> & { readonly content: Buffer | null })[],
): Promise<number> {
  let done = 0;
  try {
    for (const { content, ...file } of files) {
      if (content === null) throw new Error(`the bytes of file ${file.id} are deleted`);
      const text = kit.fields.decrypt(content, { table: 'bank_file', column: 'content', recordId: file.id });
      await handOverFile(kit, transport, { ...file, content: Buffer.from(text, 'base64') });
      await kit.atMoment('files.between-two');
      await markSent(kit, ctx, file);
      done += 1;
    }
  } finally {
    await transport.close();
  }
  return done;
}

/** The signature first: whoever sees the file finds it there. */
async function handOverFile(
  kit: AppKit,
  transport: FileTransport,
  { fileName, sha256, content }: Written,
): Promise<void> {
  const seal = JSON.stringify({ sha256, ...kit.sealer.seal(sha256) });
  await transport.put(`${fileName}.sig`, Buffer.from(`${seal}\n`), { replace: true });
  await transport.put(fileName, content);
}

/** The run is SENT with its last file; the machine's mark leaves its version, so that nobody's If-Match is lost. */
async function markSent(kit: AppKit, ctx: Context, { id, runId }: Omit<Written, 'content'>): Promise<void> {
  await kit.write(ctx, async (unit) => {
    await unit.db
      .updateTable('bankFile')
      .set({ state: 'SENT', sentOn: kit.clock.today() })
      .where('id', '=', id)
      .where('state', '=', 'WRITTEN')
      .execute();
    await sql`
      update run set state = 'SENT', updated_at = ${kit.clock.wall()} where id = ${runId} and state = 'FILED'
        and not exists (select from bank_file f where f.run_id = run.id and f.state = 'WRITTEN')`.execute(unit.db);
    unit.audit({ action: 'bankFiles.drop', recordType: 'bank_file', recordId: id });
  });
}
