import type { acceptApplication as acceptOperation } from '@mz/contracts';
import { type OperationInputOf, verificationRequested } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type Context, fail, type ProblemReason, refusal } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import {
  type Application,
  type ApplicationRow,
  meetClock,
  saveState,
  startClock,
  takeStep,
} from '../applications/index.ts';
import { findAuthorizationFaults } from '../authorizations/index.ts';
import { type AskedCase, askCase, changeApplication, listToday, ownerOf } from '../case-work/index.ts';
import { caseFactsOf, findOtherProgrammes } from '../decisions/index.ts';
import { type CurrentDeclaration, findDeclaration, listDocumentKinds } from '../declarations/index.ts';
import { fileHits, matchKin } from '../near-relatives/index.ts';
import { type Brief, makeBrief } from './brief.ts';
import { acceptanceFaults } from './rules.ts';

/** The operation's input is empty: the papers speak. */
export type AcceptInput = OperationInputOf<typeof acceptOperation>['params'];

/** Accepts the papers, orders the verification and starts the investigation (MF-220, handbook §5.1). */
export async function acceptApplication(kit: AppKit, ctx: Context, { id }: AcceptInput): Promise<Application> {
  const asked = await askCase(kit, ctx, { id, action: 'accept' });
  const otherProgrammes = await findOtherProgrammes(kit, ctx, { applicationId: id, personIds: asked.eligibleIds });
  const kin = await matchKin(kit, ctx, { applicationId: id, divisionCode: asked.row.currentDivisionCode });
  return changeApplication(kit, ctx, id, async (work, row) => {
    const to = takeStep(ctx, row, { action: 'accept' });
    const declaration = await findDeclaration(work.unit.db, id);
    if (declaration === undefined) throw fail('DECLARATION_MISSING');
    const faults = await faultsOf(work, row, { declaration, asked, otherProgrammes });
    // Time alone accepts the papers as they are; without every authorization it accepts nothing (handbook §11.14).
    const standing =
      ctx.actor.kind === 'system' ? faults.filter(({ code }) => code.startsWith('AUTHORIZATION_')) : faults;
    if (standing.length > 0) throw refusal(standing);
    const today = kit.clock.today();
    const set = { acceptedOn: today, nearRelativeCase: (declaration.body.nearRelatives ?? []).length > 0 };
    const accepted = await saveState(work, row, { action: 'accept', to, set });
    await meetClock(work, ownerOf(row), 'ACCEPTANCE', today);
    await startClock(work, ownerOf(row), 'INVESTIGATION', today);
    await fileHits(work, { applicationId: id, divisionCode: row.currentDivisionCode, enrolmentId: null }, kin.unfiled);
    return beginInvestigation(work, accepted, { declaration, facts: asked.facts });
  });
}

async function faultsOf(
  work: Work,
  row: ApplicationRow,
  given: {
    readonly declaration: CurrentDeclaration;
    readonly asked: AskedCase;
    readonly otherProgrammes: readonly string[];
  },
): Promise<ProblemReason[]> {
  const { db } = work.unit;
  const signers = given.asked.countedIds.map((personId) => {
    const person = given.asked.facts.get(personId);
    if (person === undefined) throw new Error(`people said nothing of a member of application ${row.id}`);
    return { personId, birthDate: person.birthDate };
  });
  return acceptanceFaults({
    requiredDocuments: await listToday(work, row, 'documents.required'),
    documentKinds: await listDocumentKinds(db, row.id),
    pledgeSigned: given.declaration.body.pledgeSignedOn !== undefined,
    nearRelativesStated: given.declaration.body.nearRelatives !== undefined,
    authorizationFaults: await findAuthorizationFaults(db, row, { signers, day: work.kit.clock.today() }),
    otherProgrammes: given.otherProgrammes,
  });
}

/** The system's own consequence of an acceptance: the order to the checkers. */
async function beginInvestigation(
  work: Work,
  row: ApplicationRow,
  given: { readonly declaration: CurrentDeclaration; readonly facts: AskedCase['facts'] },
): Promise<ApplicationRow> {
  const { kit, ctx, unit } = work;
  const requestId = kit.newId();
  const to = takeStep(ctx, row, { action: 'beginInvestigation' });
  const facts = await caseFactsOf(work, row, { ...given, verified: undefined });
  const brief = await makeBrief(work, row, { requestId, facts, declaration: given.declaration });
  await unit.db
    .insertInto('verificationBrief')
    .values({ requestId, applicationId: row.id, body: jsonb(brief), createdAt: kit.clock.wall() })
    .execute();
  unit.publish(verificationRequested, {
    subject: requestId,
    divisionCode: row.currentDivisionCode,
    aggregateVersion: 1,
    data: requestOf(brief),
  });
  return saveState(work, row, { action: 'beginInvestigation', to, set: { verificationRequestId: requestId } });
}

/** What is published of a brief: ids, days and the hash of what was declared. */
export function requestOf(brief: Brief) {
  return {
    requestId: brief.requestId,
    caseId: brief.caseId,
    applicationId: brief.applicationId,
    purpose: brief.purpose,
    programme: brief.programme,
    householdId: brief.householdId,
    personIds: brief.members.map(({ personId }) => personId),
    authorizationIds: brief.members.flatMap(({ authorizationId }) =>
      authorizationId === null ? [] : [authorizationId],
    ),
    asOf: brief.asOf,
    dueDate: brief.dueDate,
    declaredHash: brief.declaredHash,
  };
}
