import { caseRef, checkKinship } from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { AppKit, Db, Work } from '../app-kit.ts';
import {
  type Application,
  type ApplicationRow,
  getApplicationForUpdate,
  getApplicationRow,
  toApplication,
} from '../applications/index.ts';
import { listMemberIds, type PersonFacts, readFacts } from '../households/index.ts';
import { getParameter } from '../standards/index.ts';

/** One step on a locked application of the expected version in the caller's reach. */
export function changeApplication(
  kit: AppKit,
  ctx: Context,
  id: string,
  step: (work: Work, row: ApplicationRow) => Promise<ApplicationRow>,
): Promise<Application> {
  return kit.write(ctx, async (unit) => {
    const row = await getApplicationForUpdate(unit.db, id);
    expectVersion(ctx, row.version);
    kit.authorize(ctx, { divisionCode: row.currentDivisionCode });
    const saved = await step({ kit, ctx, unit }, row);
    return toApplication(unit.db, ctx, saved);
  });
}

/** What people says of the members of a case; asked before the transaction opens. */
export async function readMemberFacts(
  kit: AppKit,
  ctx: Context,
  applicationId: string,
): Promise<{ row: ApplicationRow; facts: ReadonlyMap<string, PersonFacts> }> {
  const { row, personIds } = await kit.read(ctx, async (db) => {
    const found = await getApplicationRow(db, applicationId);
    return { row: found, personIds: found.householdId === null ? [] : await listMemberIds(db, found.householdId) };
  });
  if (personIds.length === 0) return { row, facts: new Map() };
  return { row, facts: await readFacts(kit, ctx, { applicationId, personIds }) };
}

/** Nobody acts on the case of a near relative (handbook §5.3); throws CONFLICT_OF_INTEREST. */
export async function refuseKin(
  kit: AppKit,
  ctx: Context,
  applicationId: string,
  personIds: readonly (string | undefined)[],
): Promise<void> {
  const caseId = caseRef('social-assistance', applicationId);
  for (const personId of personIds) {
    if (personId === undefined) continue;
    const { related } = await kit.call(ctx, checkKinship, { body: { personId, caseId } });
    if (related) throw fail('CONFLICT_OF_INTEREST', { legalBasis: '民发〔2012〕220号' });
  }
}

/** A number that the case's division has as a dated parameter today. */
export async function parameterToday(work: Work, row: ApplicationRow, key: string): Promise<number> {
  return Number((await parameterOf(work.kit, work.unit.db, row, key)).value);
}

/** A list that the case's division has as a dated parameter today. */
export async function listToday(work: Work, row: ApplicationRow, key: string): Promise<string[]> {
  const { value } = await parameterOf(work.kit, work.unit.db, row, key);
  return Array.isArray(value) ? value.map(String) : [];
}

function parameterOf(kit: AppKit, db: Db, row: ApplicationRow, key: string) {
  return getParameter(db, key, { divisionCode: row.currentDivisionCode, date: kit.clock.today() });
}

/** The owner of a case's terms. */
export function ownerOf(row: ApplicationRow): { id: string; divisionCode: string } {
  return { id: row.id, divisionCode: row.currentDivisionCode };
}
