import { disclosePersons } from '@mz/contracts';
import { type Context, ProblemError } from '@mz/service-kit';
import type { Identity } from '../answers/index.ts';
import type { AppKit, Db } from '../app-kit.ts';
import type { Part } from './parts.ts';

/** People discloses this many at once (people.md §5). */
const pageSize = 1000;

/** Number, name and birth date of one person; null for who has no number or is no longer known. */
export type Copy = (Identity & { readonly idNo: string }) | null;

const unknown: ReadonlySet<string> = new Set(['PERSON_UNKNOWN', 'PERSON_ERASED']);

/** Where a page of copies lives; nobody reads one under another part. */
function placeOf({ recheckId, no }: Pick<Part, 'recheckId' | 'no'>, page: number) {
  return { table: 'recheck_identity', column: 'sealed', recordId: `${recheckId}/${no}/${page}` };
}

/** Has every person of a part disclosed that is not yet, a page a transaction: who goes on after a kill asks for the rest. */
export async function discloseRest(kit: AppKit, ctx: Context, part: Part): Promise<void> {
  const done = await kit.read(ctx, (db) =>
    db
      .selectFrom('recheckIdentity')
      .select('page')
      .where('recheckId', '=', part.recheckId)
      .where('partNo', '=', part.no)
      .execute(),
  );
  const known = new Set(done.map(({ page }) => page));
  for (let page = 0; page * pageSize < part.personIds.length; page += 1) {
    if (known.has(page)) continue;
    const personIds = part.personIds.slice(page * pageSize, (page + 1) * pageSize);
    const copies = await disclose(kit, ctx, part.recheckNo, personIds);
    const sealed = kit.fields.encrypt(JSON.stringify(copies), placeOf(part, page));
    await kit.write(ctx, async (unit) => {
      await unit.db
        .insertInto('recheckIdentity')
        .values({ recheckId: part.recheckId, partNo: part.no, page, sealed })
        .onConflict((conflict) => conflict.columns(['recheckId', 'partNo', 'page']).doNothing())
        .execute();
    });
  }
}

/** Who cannot be disclosed does not keep the others of the page from it: the page is halved until that one stands alone. */
async function disclose(kit: AppKit, ctx: Context, basisId: string, personIds: readonly string[]): Promise<Copy[]> {
  try {
    const body = { personIds: [...personIds], purpose: 'VERIFY_MEANS', basisId };
    const { persons } = await kit.call({ ...ctx, purpose: 'VERIFY_MEANS' }, disclosePersons, {
      body: { ...body, fields: ['idNo', 'name', 'birthDate'] },
    });
    const byId = new Map(persons.map((person) => [person.personId, person]));
    return personIds.map((personId) => {
      const { idNo, name, birthDate } = byId.get(personId) ?? {};
      if (typeof idNo !== 'string' || name === undefined || birthDate === undefined) return null;
      return { idNo, name, birthDate };
    });
  } catch (error) {
    if (!(error instanceof ProblemError) || !unknown.has(error.code)) throw error;
    if (personIds.length === 1) return [null];
    const half = personIds.length >> 1;
    const first = await disclose(kit, ctx, basisId, personIds.slice(0, half));
    return [...first, ...(await disclose(kit, ctx, basisId, personIds.slice(half)))];
  }
}

/** The copies of a part by seq; empty once its last answer is matched. */
export async function readCopies(
  kit: AppKit,
  db: Db,
  part: Pick<Part, 'recheckId' | 'no'>,
): Promise<(seq: number) => Copy> {
  const pages = await db
    .selectFrom('recheckIdentity')
    .select(['page', 'sealed'])
    .where('recheckId', '=', part.recheckId)
    .where('partNo', '=', part.no)
    .execute();
  const opened = new Map(
    pages.map(({ page, sealed }) => [
      page,
      // Parse border: only `discloseRest` writes this column.
      JSON.parse(kit.fields.decrypt(sealed, placeOf(part, page))) as Copy[],
    ]),
  );
  return (seq) => opened.get(Math.floor((seq - 1) / pageSize))?.[(seq - 1) % pageSize] ?? null;
}
