import { caseRef, checkKinship } from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { AppKit, Db, Work } from '../app-kit.ts';
import {
  type Application,
  type ApplicationAction,
  type ApplicationRow,
  getApplicationForUpdate,
  getApplicationRow,
  isFinal,
  takeStep,
  toApplication,
} from '../applications/index.ts';
import { listCurrentMembers, type PersonFacts, readFacts } from '../households/index.ts';
import { getParameter } from '../standards/index.ts';

/** A case before its step: the row, its members by what they are in it, and what people says of them. */
export type AskedCase = {
  readonly row: ApplicationRow;
  readonly facts: ReadonlyMap<string, PersonFacts>;
  /** n: who must have signed. */
  readonly countedIds: readonly string[];
  /** e: who would draw the benefit. */
  readonly eligibleIds: readonly string[];
};

/** One step on a locked application of the expected version in the caller's reach, by nobody near to the family. */
export async function changeApplication(
  kit: AppKit,
  ctx: Context,
  id: string,
  step: (work: Work, row: ApplicationRow) => Promise<ApplicationRow>,
): Promise<Application> {
  await refuseKin(kit, ctx, id, [ctx.actor.personId]);
  return kit.write(ctx, async (unit) => {
    const row = await getApplicationForUpdate(unit.db, id);
    expectVersion(ctx, row.version);
    kit.authorize(ctx, { divisionCode: row.currentDivisionCode });
    const saved = await step({ kit, ctx, unit }, row);
    return toApplication(unit.db, ctx, saved);
  });
}

/** What people says of the members of a case on which the caller may take this step; asked before the transaction opens. */
export async function askCase(
  kit: AppKit,
  ctx: Context,
  { id, action }: { readonly id: string; readonly action: ApplicationAction },
): Promise<AskedCase> {
  const row = await readExpected(kit, ctx, id);
  takeStep(ctx, row, { action });
  const { householdId } = row;
  const members = householdId === null ? [] : await kit.read(ctx, (db) => listCurrentMembers(db, householdId));
  const personIds = members.map(({ personId }) => personId);
  const idsOf = (kept: typeof members): string[] => kept.map(({ personId }) => personId);
  return {
    row,
    facts: personIds.length === 0 ? new Map() : await readFacts(kit, ctx, { applicationId: id, personIds }),
    countedIds: idsOf(members.filter(({ counted }) => counted)),
    eligibleIds: idsOf(members.filter(({ benefitEligible }) => benefitEligible)),
  };
}

/** Nobody acts on the case of a near relative (handbook §5.3); throws CONFLICT_OF_INTEREST. */
export async function refuseKin(
  kit: AppKit,
  ctx: Context,
  id: string,
  personIds: readonly (string | undefined)[],
): Promise<void> {
  const asked = personIds.filter((personId) => personId !== undefined);
  if (asked.length === 0) return;
  // Of a closed case people says nothing more, and no step leads on from it.
  if (isFinal((await readExpected(kit, ctx, id)).state)) return;
  const caseId = caseRef('social-assistance', id);
  for (const personId of asked) {
    const { related } = await kit.call(ctx, checkKinship, { body: { personId, caseId } });
    if (related) throw fail('CONFLICT_OF_INTEREST', { legalBasis: '民发〔2012〕220号' });
  }
}

/**
 * The row in the version that will be changed, in the caller's reach. Of another version nothing is asked: the unit of work
 * answers, with a faster twin's answer or 412.
 */
async function readExpected(kit: AppKit, ctx: Context, id: string): Promise<ApplicationRow> {
  const row = await kit.read(ctx, (db) => getApplicationRow(db, id));
  if (row.version !== ctx.expectedVersion) await kit.write(ctx, async () => expectVersion(ctx, row.version));
  kit.authorize(ctx, { divisionCode: row.currentDivisionCode });
  return row;
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
