import { caseRef, checkKinship } from '@mz/contracts';
import { scopePrefix } from '@mz/domain';
import { type Context, samePersons } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { findDeclaration } from '../applications/index.ts';
import { type Kin, unfiledKin } from './rules.ts';

/** What matching a case with the roster found. */
export type Match = {
  /** How many of staff and committees were asked about. */
  readonly checked: number;
  /** Kin that the family did not state. */
  readonly unfiled: readonly Kin[];
};

/**
 * Asks people of each of staff and committee in the case's village, township and county whether they are kin of anybody in
 * the case. Called before a transaction opens where that is possible; people answers yes or no, nothing else.
 */
export async function matchKin(
  kit: AppKit,
  ctx: Context,
  { applicationId, divisionCode }: { readonly applicationId: string; readonly divisionCode: string },
): Promise<Match> {
  const caseId = caseRef('social-assistance', applicationId);
  const roster = await kit.read(ctx, (db) => listRoster(db, divisionCode, kit.clock.today()));
  const found: Kin[] = [];
  for (const { personId, office } of roster) {
    const { related } = await kit.call(ctx, checkKinship, { body: { personId, caseId } });
    if (related) found.push({ personId, office });
  }
  if (found.length === 0) return { checked: roster.length, unfiled: [] };
  return kit.read(ctx, async (db) => {
    const declaration = await findDeclaration(db, applicationId);
    const stated = (declaration?.body.nearRelatives ?? []).map(({ personId }) => personId);
    const same = await samePersons(db, [...stated, ...found.map(({ personId }) => personId)]);
    return { checked: roster.length, unfiled: unfiledKin(found, stated, same) };
  });
}

/** Staff of the county and of its township, committee members of the village: those in office on a day, each once. */
function listRoster(db: Db, divisionCode: string, day: string): Promise<Kin[]> {
  const places = [6, 9, 12].map((length) => divisionCode.slice(0, length).padEnd(12, '0'));
  return db
    .selectFrom('kinRoster')
    .select(['personId', 'office'])
    .distinctOn('personId')
    .where((one) =>
      one.or([
        one('divisionCode', 'in', places),
        // The committees of a township's villages sit with its staff.
        sql<SqlBool>`division_code like ${`${scopePrefix(places[1] ?? '')}%`}`,
      ]),
    )
    .where('validFrom', '<=', day)
    .where((one) => one.or([one('validTo', 'is', null), one('validTo', '>=', day)]))
    .orderBy('personId')
    .orderBy('office')
    .execute();
}
