import type { entrustRequest, OperationInputOf } from '@mz/contracts';
import { addWorkingDays, compareDays, type LegalDay } from '@mz/domain';
import { type Context, canonicalIds, expectVersion, fail, refusal, theseUnder } from '@mz/service-kit';
import { listLiveAgreements } from '../agreements/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import { type AuthorizationRow, findCurrentAuthorizations } from '../authorizations/index.ts';
import { stateBusinessDay } from '../business-day.ts';
import { loadParameters, type Parameters } from '../parameters/index.ts';
import { logLookup } from '../query-log/index.ts';
import { publishDispatch } from './commands.ts';
import { refuseKin } from './conflicts.ts';
import { decideFanOut, type Question, requiredItems } from './fan-out.ts';
import { reuseFreshAnswers } from './fresh-answers.ts';
import { decideAuthorizations } from './intake-rules.ts';
import {
  getRequestRow,
  listSubQueries,
  progressOf,
  type Request,
  type RequestRow,
  requiredAgencies,
  toRequest,
} from './queries.ts';
import { countPersons, refuseBeyondQuota } from './quota.ts';
import { type RequestActor, stateAfter } from './steps.ts';

/** The entrusting unit confirms: authorizations and agreements are checked again, and the questions are written down. */
export async function entrust(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof entrustRequest>,
): Promise<Request> {
  await refuseKin(kit, ctx, params.id);
  await refuseBeyondQuota(kit, ctx, params.id);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const found = await getRequestRow(unit.db, params.id, true);
    const separatedFrom = found.createdBy === null ? [] : [{ subject: found.createdBy, code: 'SEPARATION_OF_DUTIES' }];
    kit.authorize(ctx, { divisionCode: found.currentDivisionCode, separatedFrom });
    expectVersion(ctx, found.version);
    const saved = await entrustRow(work, found, 'UNIT');
    await countPersons(work, saved);
    return toRequest(saved, await listSubQueries(unit.db, [found.id]));
  });
}

/** Entrusts a locked request and sends its questions on their way; the unit's officer does, or the platform where it is urgent. */
export async function entrustRow(work: Work, found: RequestRow, actor: RequestActor): Promise<RequestRow> {
  const { kit, ctx, unit } = work;
  if (stateAfter(found.state, 'ENTRUST', actor) === undefined) throw fail('STATE_TRANSITION_INVALID');
  const officer = actor === 'SYSTEM' ? `system:${kit.name}:requests.entrust` : ctx.actor.subject;
  const today = kit.clock.today();
  const parameters = await loadParameters(unit.db, found.currentDivisionCode, today);
  const authorizations = await checkAuthorizations(work, found, parameters);
  const dueOn = dueDay(work, found, parameters);
  const questions = await listQuestions(work, found, { parameters, authorizations });
  const entrusted = { state: 'ENTRUSTED', entrustedOn: today, entrustedBy: officer, dueOn };
  await unit.db.updateTable('verificationRequest').set(entrusted).where('id', '=', found.id).execute();
  const rows = questions.map((question) => ({
    ...question,
    ...{ id: kit.newId(), requestId: found.id, state: 'QUEUED', dueOn },
  }));
  if (rows.length > 0) {
    await stateBusinessDay(work);
    await unit.db.insertInto('subQuery').values(rows).execute();
    await reuseFreshAnswers(work, found, parameters.number('fresh_answer_days'));
  }
  const { answered } = progressOf(await listSubQueries(unit.db, [found.id]));
  // A fresh answer of an earlier check is an answer.
  const state = answered > 0 ? 'PARTIAL' : 'DISPATCHED';
  const version = found.version + 1;
  await unit.db.updateTable('verificationRequest').set({ state, version }).where('id', '=', found.id).execute();
  const saved = { ...found, ...entrusted, state, version };
  const after = { ...entrusted, state, priority: found.priority };
  unit.audit({ action: 'requests.entrust', recordType: 'verification_request', recordId: found.id, after });
  publishDispatch(work, saved, version);
  await logOrder(work, saved);
  return saved;
}

/** Who had whom checked; what the platform itself goes on with is nobody's order. */
async function logOrder({ kit, ctx, unit }: Work, { caseId, purpose, brief }: RequestRow): Promise<void> {
  const persons = theseUnder(
    caseId,
    brief.members.map(({ personId }) => personId),
  );
  await logLookup(kit, ctx, unit.db, { kind: 'ORDER', persons, item: 'ENTRUST', outcome: 'ENTRUSTED', purpose });
}

type Authorizations = ReadonlyMap<string, AuthorizationRow>;

async function checkAuthorizations(
  { kit, unit }: Work,
  { brief }: RequestRow,
  parameters: Parameters,
): Promise<Authorizations> {
  const day = kit.clock.today();
  const ids = brief.members.flatMap(({ authorizationId }) => authorizationId ?? []);
  const authorizations = await findCurrentAuthorizations(unit.db, ids);
  const grantors = [...authorizations.values()].map(({ grantorPersonId }) => grantorPersonId);
  const canonical = await canonicalIds(unit.db, [...brief.members.map(({ personId }) => personId), ...grantors]);
  const items = requiredItems(requiredAgencies(parameters, brief.purpose));
  const decision = decideAuthorizations({ brief, authorizations, canonical, items, today: day });
  if (!decision.ok) throw fail(decision.code, { detail: `涉及 ${decision.fields.length} 人` });
  return authorizations;
}

/** The brief's due date, at most 10 working days after the entrustment [A] (income-verification.md §14 reading 1). */
function dueDay({ kit }: Work, { brief }: RequestRow, parameters: Parameters): LegalDay {
  const latest = addWorkingDays(kit.calendar, kit.clock.today(), parameters.number('report_working_days')).day;
  return compareDays(brief.dueDate, latest) < 0 ? brief.dueDate : latest;
}

/** The questions of a request; throws AGREEMENT_MISSING. */
async function listQuestions(
  { kit, unit }: Work,
  request: RequestRow,
  { parameters, authorizations }: { readonly parameters: Parameters; readonly authorizations: Authorizations },
): Promise<Question[]> {
  const day = kit.clock.today();
  const members = request.brief.members.map((member) => ({
    ...member,
    // An authorization that took another's place stands for it.
    authorizationId: authorizations.get(member.authorizationId ?? '')?.id ?? null,
  }));
  const waves = request.purpose === 'TEMPORARY' || request.priority === 'URGENT';
  const decision = decideFanOut({
    scopes: new Map([...authorizations.values()].map(({ id, scopeItems }) => [id, scopeItems])),
    brief: { ...request.brief, members, divisionCode: request.currentDivisionCode },
    required: requiredAgencies(parameters, request.purpose),
    agreements: await listLiveAgreements(unit.db, day),
    day,
    ...(waves ? { first: parameters.texts('first_wave_agencies') } : {}),
  });
  if (!decision.ok) throw refusal(decision.missing.map((agency) => ({ code: 'AGREEMENT_MISSING', detail: agency })));
  return decision.questions;
}
