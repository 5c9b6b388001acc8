import { type createUnitRequest, disclosePersons, type OperationInputOf } from '@mz/contracts';
import { isWithinDivision } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { authorizablePurposes } from '../authorizations/index.ts';
import { findLiveUnit, openUnitCase, type UnitRow, unitCaseRef } from '../units/index.ts';
import type { Content } from './draft-rules.ts';
import { makeBrief, refuseContent } from './drafts.ts';
import { saveRequest } from './intake.ts';
import { getRequestRow, type Request, toRequest } from './queries.ts';

/** What a unit outside the platform asks to have checked. */
export type EntrustedInput = OperationInputOf<typeof createUnitRequest>['body'];

/**
 * Enters a unit's request under the unit's own case reference: a case of the platform is opened for it (or found again), for which
 * its subjects then sign. It is submitted by itself once all have signed. Throws UNIT_UNKNOWN, PURPOSE_NOT_PERMITTED,
 * SCOPE_FORBIDDEN, PERSON_UNKNOWN; a refusal changes nothing.
 */
export async function createEntrustedRequest(kit: AppKit, ctx: Context, input: EntrustedInput): Promise<Request> {
  await refuseContent(kit, ctx, input);
  const unit = await kit.read(ctx, (db) => findLiveUnit(db, input.unitCode, kit.clock.today()));
  decideEntrusting(unit, input);
  const requestId = kit.newId();
  const births = await readBirthsOf(kit, ctx, requestId, input);
  return kit.write(ctx, async (work) => {
    const all = { kit, ctx, unit: work };
    kit.authorize(ctx, { divisionCode: input.divisionCode });
    const { unitCode: _, caseRef, divisionCode, purpose, priority, ...content } = input;
    const personIds = content.subjects.map(({ personId }) => personId);
    const unitCase = await openUnitCase(all, unit, { ref: caseRef, purpose, divisionCode, personIds });
    const order = {
      ...{ requestId, divisionCode, purpose, priority, programme: purpose, kind: 'INITIAL' as const },
      ...{ applicationId: unitCase.id, householdId: unitCase.id, caseId: unitCaseRef(unitCase) },
    };
    const brief = await makeBrief(all, order, { content, births });
    const entry = { origin: 'UNIT', state: 'DRAFT', unitCaseId: unitCase.id, createdBy: ctx.actor.subject } as const;
    await saveRequest(all, brief, entry);
    return toRequest(await getRequestRow(work.db, requestId), []);
  });
}

function decideEntrusting(unit: UnitRow, { purpose, divisionCode }: EntrustedInput): void {
  if (!unit.purposes.includes(purpose) || !authorizablePurposes.has(purpose)) {
    throw fail('PURPOSE_NOT_PERMITTED', { pointer: '/body/purpose' });
  }
  const within = isWithinDivision(unit.divisionCode, divisionCode);
  if (!within) throw fail('SCOPE_FORBIDDEN', { pointer: '/body/divisionCode' });
}

/** Nobody has signed yet and the case is new, so people is asked on the ground of the request itself. */
async function readBirthsOf(
  kit: AppKit,
  ctx: Context,
  basisId: string,
  { subjects }: Pick<Content, 'subjects'>,
): Promise<ReadonlyMap<string, string>> {
  const personIds = [...new Set(subjects.map(({ personId }) => personId))];
  const purpose = 'VERIFY_MEANS' as const;
  const body = { personIds, fields: ['birthDate' as const], purpose, basisId };
  const { persons } = await kit.call({ ...ctx, purpose }, disclosePersons, { body });
  return new Map(persons.map(({ personId, birthDate = '' }) => [personId, birthDate]));
}
