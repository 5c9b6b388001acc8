import { mkdir, readdir, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LegalDay } from '@mz/domain';
import { type Static, Type } from 'typebox';
import type { FileDesk } from './file-desk.ts';

/** A look of an agency into its folders; SFTP servers of tests serve the same ones. */
export const FolderVisit = Type.Object(
  {
    agencyCode: Type.String({ pattern: '^[A-Z][A-Z_]{1,39}$' }),
    /** Leaves every answer again, whether or not it was left before. */
    again: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type FolderVisit = Static<typeof FolderVisit>;

/** What a look came to. */
export interface VisitResult {
  readonly taken: readonly string[];
  readonly left: readonly string[];
}

/** The desk of an agency whose files lie in folders: `in` for the agency, `out` for the platform. */
export interface FolderDesk {
  visit(visit: FolderVisit, day: LegalDay): Promise<VisitResult>;
}

const hugeBytes = 100 * 1024 * 1024;

/** The same files and faults as over the exchange, as files. */
export function createFolderDesk(dataDir: string, desk: FileDesk): FolderDesk {
  const left = new Set<string>();

  async function leave(folder: string, name: string, body: string): Promise<void> {
    const target = join(folder, name);
    await writeFile(`${target}.part`, body);
    await rename(`${target}.part`, target);
  }

  return {
    async visit({ agencyCode, again = false }, day) {
      const root = join(dataDir, 'agency-files', agencyCode);
      const [inside, outside] = [join(root, 'in'), join(root, 'out')];
      for (const folder of [inside, outside]) await mkdir(folder, { recursive: true });
      const taken: string[] = [];
      for (const name of (await readdir(inside)).filter((one) => one.endsWith('.jwe')).sort()) {
        const fileNo = name.replace(/\.jwe$/, '');
        await desk.take(agencyCode, fileNo, await readFile(join(inside, name), 'utf8'));
        taken.push(fileNo);
      }
      const answers = (await desk.list(agencyCode, day)).filter(
        ({ fileNo, body }) => again || !left.has(`${fileNo} ${body}`),
      );
      for (const { fileNo, body } of answers) {
        left.add(`${fileNo} ${body}`);
        await leave(outside, `${fileNo}.jwe`, body);
        if (desk.wireFault(agencyCode, 'ANSWER') === 'HUGE') await truncate(join(outside, `${fileNo}.jwe`), hugeBytes);
      }
      return { taken, left: answers.map(({ fileNo }) => fileNo) };
    },
  };
}
