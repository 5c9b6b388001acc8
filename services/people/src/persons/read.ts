import type { getPerson, OperationOutputOf } from '@mz/contracts';
import { maskName, maskResidentId } from '@mz/domain';
import { type Context, canonicalIds, fail, knownAs } from '@mz/service-kit';
import { type CaseAccess, refused, requireCase } from '../access/index.ts';
import type { AppKit, Db } from '../app-kit.ts';
import { type Access, writeLedger } from '../ledger/index.ts';
import { caseHandlers } from '../permissions.ts';
import { open } from '../stored.ts';
import { findPersons, type PersonRow } from './queries.ts';

/** A person as the caller may see them. */
export type PersonView = OperationOutputOf<typeof getPerson>;

/** One person of the caller's open case; throws CASE_REQUIRED, PERSON_UNKNOWN or PERSON_ERASED. */
export async function readPerson(
  kit: AppKit,
  ctx: Context,
  id: string,
  channel: Access['channel'],
): Promise<PersonView> {
  const { seen, outside, erased } = await readPersons(kit, ctx, [id], channel);
  if (outside.has(id)) throw refused(kit, ctx, { caseId: ctx.caseId, personIds: [id] });
  if (erased.has(id)) throw fail('PERSON_ERASED');
  const person = seen.get(id);
  if (person === undefined) throw fail('PERSON_UNKNOWN');
  return person;
}

/** What came of a batch: persons by the id that was asked for, the ids that the case does not name, and the erased. */
export interface PersonsRead {
  readonly seen: ReadonlyMap<string, PersonView>;
  readonly outside: ReadonlySet<string>;
  readonly erased: ReadonlySet<string>;
}

/** The persons that the caller's open case names; each has its ledger row before the answer. Throws CASE_REQUIRED when the case names none. */
export async function readPersons(
  kit: AppKit,
  ctx: Context,
  ids: readonly string[],
  channel: Access['channel'],
): Promise<PersonsRead> {
  const access = await requireCase(kit, ctx, { caseId: ctx.caseId, use: 'READ', personIds: ids });
  return kit.write(ctx, async (unit) => {
    const canonical = await canonicalIds(unit.db, ids);
    const wanted = [...new Set(canonical.values())].filter((id) => access.named.has(id));
    const [found, names] = await Promise.all([findPersons(unit.db, wanted), knownAs(unit.db, wanted)]);
    const rows = new Map(found.map((row) => [row.id, row]));
    const same = [...names];
    const shown = [...rows.values()].filter(({ erasedAt }) => erasedAt === null).map(({ id }) => id);
    await note({ kit, ctx, db: unit.db }, access, { personIds: shown, channel });
    const seen = new Map<string, PersonView>();
    const outside = new Set<string>();
    const erased = new Set<string>();
    for (const [id, kept] of canonical) {
      const row = rows.get(kept);
      if (!access.named.has(kept)) outside.add(id);
      else if (row !== undefined && row.erasedAt !== null) erased.add(id);
      else if (row !== undefined) {
        const mergedFrom = same.filter(([alias, of]) => of === kept && alias !== kept).map(([alias]) => alias);
        seen.set(id, { ...viewOf(kit, ctx, row), ...(id === kept ? {} : { aliasOf: id }), mergedFrom });
      }
    }
    return { seen, outside, erased };
  });
}

async function note(
  { kit, ctx, db }: { kit: AppKit; ctx: Context; db: Db },
  { caseId }: CaseAccess,
  { personIds, channel }: { personIds: readonly string[]; channel: Access['channel'] },
): Promise<void> {
  const name = seesNames(ctx) ? 'NAME' : 'NAME_MASKED';
  await writeLedger(kit, ctx, db, {
    personIds,
    fieldClasses: [name, 'ID_NO_MASKED', 'BASIC'],
    caseId,
    purpose: ctx.purpose ?? '',
    basis: caseId,
    channel,
  });
}

function seesNames(ctx: Context): boolean {
  return ctx.grant !== undefined && caseHandlers.has(ctx.grant.role);
}

function viewOf(kit: AppKit, ctx: Context, row: PersonRow): Omit<PersonView, 'aliasOf' | 'mergedFrom'> {
  const name = open(kit, row, 'name', row.name);
  return {
    id: row.id,
    name: seesNames(ctx) ? name : maskName(name),
    idNo: row.idNo === null ? null : maskResidentId(open(kit, row, 'id_no', row.idNo)),
    sex: row.sex,
    birthDate: row.birthDate,
    hukouDivision: row.hukouDivision,
    hukouKind: row.hukouKind,
    lifeStatus: row.lifeStatus,
    certainty: row.certainty,
    version: row.version,
  };
}
