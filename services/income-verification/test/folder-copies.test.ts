import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listCopyDeletions } from '@mz/contracts';
import { addDays } from '@mz/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entrusted, type FileWorld, startFileWorld, ways } from './file-world.ts';

let files: FileWorld;
let auditor: string;
/** Every copy that lay in the folders while it was young, with the SHA-256 of its bytes. */
let young: ReadonlyMap<string, string>;
const folders = ways.filter(({ route }) => route !== 'HTTP');

beforeAll(async () => {
  files = await startFileWorld();
  const { world } = files;
  auditor = await world.iv.token({ role: 'AUDITOR' });
  for (const { agencyCode, item, route } of folders) {
    expect((await world.agree({ agencyCode, mode: 'DF', items: [item], route })).status).toBe(201);
  }
  await entrusted(world);
  await world.setToday('2014-04-29');
  await leave('WRONG_SIGNATURE');
  await leave();
  young = await onDisk();
});
afterAll(() => files?.stop());

/** The agencies answer in their folders, and the platform takes what lies there. */
async function leave(fault?: string): Promise<void> {
  for (const { agencyCode } of folders) {
    const change = fault === undefined ? {} : { fault };
    await files.world.control('/dev/files', { agencyCode, delayDays: 0, ...change });
    await files.world.control('/dev/folders', { agencyCode });
  }
  await files.world.nextHour();
}

/** What really lies below the agencies' folders: whoever looks for remnants looks there. */
async function onDisk(): Promise<Map<string, string>> {
  const root = join(files.folder, 'agency-files');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const bytes = await readFile(join(parentPath, name));
        const path = join(parentPath, name).slice(root.length + 1);
        return [path, createHash('sha256').update(bytes).digest('hex')] as const;
      }),
  );
  return new Map(found.toSorted(([a], [b]) => a.localeCompare(b)));
}

/** Lets so many days pass for the files, and the job of the next night run. */
async function after(days: number): Promise<void> {
  await files.world.iv.rows('update exchange_file set created_on = created_on - $1::int, due_on = due_on - $1::int', [
    days,
  ]);
  await files.world.setToday(addDays(files.world.iv.kit.clock.today(), 1));
}

const proofs = async (query: object = {}, token = auditor) =>
  (await files.world.call(listCopyDeletions, { token, query: { first: 200, ...query } })).body;

describe('copies in agencies’ folders go after 30 days with proof (§9), by folder and by SFTP', () => {
  test('before, each agency has what was handed over, the answer that was taken and the one that was refused', async () => {
    const names = [...young.keys()].map((path) => path.replace(/\.[0-9a-f]{16}\.jwe$/, '.<hash>.jwe'));
    const of = (agencyCode: string, item: string) => {
      const fileNo = `${agencyCode}-${item}-20140428-001`;
      const taken = `${agencyCode}/out/done/${fileNo}-A1.<hash>.jwe`;
      return [`${agencyCode}/in/${fileNo}.jwe`, taken, taken];
    };
    expect(names).toEqual([...of('AGRI', 'SUBSIDY'), ...of('DISABLED_FED', 'CERT')]);
  });

  test('a copy of 29 days stays', async () => {
    // The night of the next day makes the last of them.
    await after(28);
    expect(await onDisk()).toEqual(young);
    expect(await proofs()).toEqual({ items: [], next: null });
  });

  test('on the 30th day all of them go; what nobody of ours put there stays', async () => {
    const own = join(files.folder, 'agency-files', 'DISABLED_FED', 'out', 'done', 'readme.txt');
    await writeFile(own, 'the agency’s own');
    await after(0);
    expect([...(await onDisk()).keys()]).toEqual(['DISABLED_FED/out/done/readme.txt']);
  });

  test('each deletion has its proof: whose, which bytes, since when; the audit trail says the same', async () => {
    const { items } = await proofs();
    const seen = items.map(({ agencyCode, place, fileName, sha256 }: Record<string, string>) => [
      `${agencyCode}/${place === 'TAKEN' ? 'out/done' : 'in'}/${fileName}`,
      sha256,
    ]);
    expect(new Map(seen.toSorted(([a]: [string], [b]: [string]) => a.localeCompare(b)))).toEqual(young);
    for (const proof of items) {
      const { id, state, job, ...words } = proof;
      expect(state).toBe('GONE');
      expect(job).toBe('system:income-verification:answers.delete');
      expect(proof.dueOn).toBe(addDays(proof.keptFrom, 30));
      const audit = await files.world.iv.rows(
        "select after from audit_log where action = 'files.deleteCopy' and record_id = $1",
        [id],
      );
      expect(audit).toEqual([{ after: words }]);
    }
  });

  test('the proofs by page and agency, by REST and in the graph, for whoever may read proofs', async () => {
    const whole = (await proofs()).items;
    const first = await proofs({ first: 4 });
    expect([...first.items, ...(await proofs({ after: first.next })).items]).toEqual(whole);
    const own = await proofs({ agencyCode: 'AGRI' });
    expect(own.items).toEqual(whole.filter(({ agencyCode }: { agencyCode: string }) => agencyCode === 'AGRI'));
    const fields = 'id agencyCode place fileName sha256 bytes keptFrom dueOn state deletedOn job';
    const response = await files.world.iv.inject({
      ...{ method: 'POST', url: '/graphql' },
      headers: {
        authorization: `Bearer ${await files.world.iv.serviceToken('gateway')}`,
        'x-user-token': auditor,
      },
      payload: { query: `{ copyDeletions(first: 200, agencyCode: "AGRI") { items { ${fields} } next } }` },
    });
    expect(response.json().data.copyDeletions).toEqual(own);
    expect((await files.world.call(listCopyDeletions)).status).toBe(401);
    expect((await proofs({}, files.world.tokens.operator)).code).toBe('ROLE_NOT_PERMITTED');
    expect((await proofs({ after: 'bm90IGEgY3Vyc29y' })).code).toBe('CURSOR_INVALID');
  });

  test('a stop between the deletion and its proof: the next night says that the copy is gone', async () => {
    await files.world.iv.rows(
      `update copy_deletion set state = 'BEGUN', deleted_on = null where id = (select min(id::text)::uuid from copy_deletion)`,
    );
    await after(0);
    expect((await proofs()).items.map(({ state }: { state: string }) => state)).toEqual(Array(6).fill('GONE'));
  });

  test('an agency that is away keeps its copies until it is back, and none of the others', async () => {
    const root = join(files.folder, 'agency-files');
    for (const path of young.keys()) await writeFile(join(root, path), 'put back by somebody');
    files.server.trouble = 'RESET';
    await after(0);
    const left = [...(await onDisk()).keys()].filter((path) => !path.endsWith('readme.txt'));
    expect(left).toEqual([...young.keys()].filter((path) => path.startsWith('AGRI/')));
    files.server.trouble = undefined;
    await after(0);
    expect([...(await onDisk()).keys()]).toEqual(['DISABLED_FED/out/done/readme.txt']);
  });
});
