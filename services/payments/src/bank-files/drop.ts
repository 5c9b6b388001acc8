import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context, ScheduledJob } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';

/** Once more each day, for what a stop between commit and drop left behind. */
export function dropDaily(kit: AppKit): ScheduledJob {
  return { name: 'bankFiles.drop', every: { dailyAt: '07:00' }, run: (ctx) => dropWritten(kit, ctx) };
}

/** Lays every written file into the drop folder, each with a signature over its hash, and marks it SENT. */
export async function dropWritten(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  const files = await kit.read(ctx, (db) =>
    db
      .selectFrom('bankFile')
      .select(['id', 'bankCode', 'fileName', 'sha256', 'content'])
      .where('state', '=', 'WRITTEN')
      .orderBy('id')
      .execute(),
  );
  for (const { id, content, ...file } of files) {
    if (content === null) continue;
    const bytes = kit.fields.decrypt(content, { table: 'bank_file', column: 'content', recordId: id });
    await dropFile(kit, { ...file, content: Buffer.from(bytes, 'base64') });
    await kit.write(ctx, async (unit) => {
      await unit.db
        .updateTable('bankFile')
        .set({ state: 'SENT' })
        .where('id', '=', id)
        .where('state', '=', 'WRITTEN')
        .execute();
      unit.audit({ action: 'bankFiles.drop', recordType: 'bank_file', recordId: id });
    });
  }
  return { done: files.length };
}

interface Drop {
  readonly bankCode: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly content: Buffer;
}

/** A file appears whole or not at all; the same file again is the same bytes. */
async function dropFile(kit: AppKit, { bankCode, fileName, sha256, content }: Drop): Promise<void> {
  const folder = join(kit.config.dataDir, 'bank-files', bankCode);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = join(folder, fileName);
  const seal = JSON.stringify({ sha256, ...kit.sealer.seal(sha256) });
  await writeFile(`${name}.sig`, `${seal}\n`, { mode: 0o600 });
  await writeFile(`${name}.part`, content, { mode: 0o600 });
  await rename(`${name}.part`, name);
}
