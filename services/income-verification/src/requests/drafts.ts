import { type amendRequest, type draftRequest, type OperationInputOf, personFacts } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { addWorkingDays } from '@mz/domain';
import { type Context, expectVersion, fail, ProblemError } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { authorizablePurposes } from '../authorizations/index.ts';
import { raiseAlarm } from '../misuse/index.ts';
import { loadParameters } from '../parameters/index.ts';
import type { Brief } from '../reports/rules/index.ts';
import { briefOf, type Content, type DraftFacts, type Order, strangerIn } from './draft-rules.ts';
import { saveRequest } from './intake.ts';
import { getRequestRow, listSubQueries, type Request, type RequestRow, toRequest } from './queries.ts';
import { stateAfter } from './steps.ts';

/** Enters a township's request with the declaration as it stands; nothing is asked before it is submitted. */
export async function draftOf(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof draftRequest>['body'],
): Promise<Request> {
  if (!authorizablePurposes.has(body.purpose)) throw fail('PURPOSE_NOT_PERMITTED', { pointer: '/body/purpose' });
  if (body.declared === undefined) throw fail('DECLARATION_MISSING', { pointer: '/body/declared' });
  await refuseContent(kit, ctx, body, body.caseId);
  const births = await readBirths(kit, ctx, body.caseId, body);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    kit.authorize(ctx, { divisionCode: body.divisionCode });
    const { caseId, householdId, divisionCode, purpose, programme, kind, priority, ...content } = body;
    const order = {
      ...{ caseId, householdId, divisionCode, purpose, programme, kind, priority },
      ...{ requestId: kit.newId(), applicationId: caseId.slice(caseId.indexOf('/') + 1) },
    };
    const brief = await makeBrief(work, order, { content, births });
    await saveRequest(work, brief, { origin: 'TOWNSHIP', state: 'DRAFT', createdBy: ctx.actor.subject });
    return toRequest(await getRequestRow(unit.db, order.requestId), []);
  });
}

/** Nobody enters the check of themselves, which is alarmed, nor a declaration of somebody whom the request does not name. */
export async function refuseContent(kit: AppKit, ctx: Context, content: Content, caseId?: string): Promise<void> {
  if (content.subjects.some(({ personId }) => personId === ctx.actor.personId)) {
    await raiseAlarm(kit, ctx, { rule: 'OWN_CHECK', count: 1, ...(caseId === undefined ? {} : { caseId }) });
    throw fail('CONFLICT_OF_INTEREST');
  }
  const pointer = strangerIn(content);
  if (pointer !== undefined) throw fail('SUBJECT_NOT_IN_HOUSEHOLD', { pointer });
}

/** Birth dates of the subjects, who must stand in a live case; throws CASE_REQUIRED after an alarm. */
export async function readBirths(
  kit: AppKit,
  ctx: Context,
  caseId: string,
  { subjects }: Content,
): Promise<DraftFacts['births']> {
  const personIds = [...new Set(subjects.map(({ personId }) => personId))];
  try {
    const { persons } = await kit.call({ ...ctx, caseId }, personFacts, { body: { personIds, caseId } });
    return new Map(persons.map(({ personId, birthDate }) => [personId, birthDate]));
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'CASE_REQUIRED') {
      await raiseAlarm(kit, ctx, { rule: 'NO_CASE', count: personIds.length, caseId });
    }
    throw error;
  }
}

/** The brief with the terms of its place and day. */
export async function makeBrief(
  { kit, unit }: Work,
  order: Order,
  { content, births }: { readonly content: Content; readonly births: DraftFacts['births'] },
): Promise<Brief> {
  const today = kit.clock.today();
  const parameters = await loadParameters(unit.db, order.divisionCode, today);
  const dueDate = addWorkingDays(kit.calendar, today, parameters.number('report_working_days')).day;
  return briefOf(order, content, { births, adultAge: parameters.number('adult_age'), today, dueDate });
}

/** Changes a draft, or a returned request before it is submitted again. */
export async function amend(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof amendRequest>,
): Promise<Request> {
  const read = await kit.read(ctx, (db) => getRequestRow(db, params.id));
  requireAmendable(read);
  await refuseContent(kit, ctx, body, read.caseId);
  const births = await readBirths(kit, ctx, read.caseId, body);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const found = await getRequestRow(unit.db, params.id, true);
    kit.authorize(ctx, { divisionCode: found.currentDivisionCode });
    expectVersion(ctx, found.version);
    requireAmendable(found);
    if (found.origin === 'TOWNSHIP' && body.declared === undefined) {
      throw fail('DECLARATION_MISSING', { pointer: '/body/declared' });
    }
    const brief = await makeBrief(work, orderOf(found), { content: body, births });
    await saveBrief(work, found, brief);
    unit.audit({ action: 'requests.amend', recordType: 'verification_request', recordId: found.id });
    return toRequest(await getRequestRow(unit.db, found.id), await listSubQueries(unit.db, [found.id]));
  });
}

/** A bureau's brief is the bureau's; what was submitted stands until it is returned. */
function requireAmendable({ origin, state }: RequestRow): void {
  if (origin === 'BUREAU' || stateAfter(state, 'AMEND', 'TOWNSHIP') === undefined)
    throw fail('STATE_TRANSITION_INVALID');
}

/** Keeps another brief for a request that has not been submitted. */
export async function saveBrief({ unit }: Work, found: RequestRow, brief: Brief): Promise<void> {
  const { asOf, dueDate: dueOn, declaredHash } = brief;
  await unit.db
    .updateTable('verificationRequest')
    .set({ brief: jsonb(brief), asOf, dueOn, declaredHash, version: found.version + 1 })
    .where('id', '=', found.id)
    .execute();
}

function orderOf({ brief, currentDivisionCode, purpose }: RequestRow): Order {
  const { requestId, applicationId, caseId, householdId, programme } = brief;
  const kind = brief.kind === 'BATCH' || brief.kind === 'OBJECTION' ? 'INITIAL' : (brief.kind ?? 'INITIAL');
  return {
    ...{ requestId, applicationId, caseId, householdId, programme, purpose, kind },
    ...{ divisionCode: currentDivisionCode, priority: brief.priority ?? 'NORMAL' },
  };
}
