import { type EventOf, getVerificationBrief, verificationRejected, type verificationRequested } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { addWorkingDays, type LegalDay } from '@mz/domain';
import { canonicalIds, type Outcome, ProblemError } from '@mz/service-kit';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { findCurrentAuthorizations } from '../authorizations/index.ts';
import { loadParameters } from '../parameters/index.ts';
import type { Brief } from '../reports/rules/index.ts';
import { nextNumber } from '../serial-numbers.ts';
import { entrustRow } from './entrust.ts';
import { requiredItems } from './fan-out.ts';
import { decideIntake, type IntakeDecision, type OrderedCheck } from './intake-rules.ts';
import { findRequestRow, getRequestRow, requiredAgencies } from './queries.ts';

type Requested = EventOf<typeof verificationRequested>;
/** The briefs by request id; a bureau that has none answers with none. */
export type Briefs = ReadonlyMap<string, Brief>;

const job = 'verification.requested';

/** Re-reads the immutable briefs from the bureau, before any transaction is open. */
export async function readBriefs(kit: AppKit, events: readonly Requested[]): Promise<Briefs> {
  const briefs = await Promise.all(events.map(({ data }) => readBrief(kit, data.applicationId)));
  return new Map(briefs.flatMap((brief) => (brief === undefined ? [] : [[brief.requestId, brief] as const])));
}

async function readBrief(kit: AppKit, applicationId: string): Promise<Brief | undefined> {
  try {
    return await kit.call(kit.system(job), getVerificationBrief, { params: { id: applicationId } });
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return undefined; // rejected as DECLARATION_MISSING
    throw error;
  }
}

/** Creates the request, or tells the bureau why not. */
export async function takeIn(work: Work, event: Requested, briefs: Briefs): Promise<Outcome> {
  const { data } = event;
  const { db } = work.unit;
  if ((await findRequestRow(db, data.requestId)) !== undefined) return { kind: 'done' };
  const brief = briefs.get(data.requestId);
  if (brief === undefined) return reject(work, event, { code: 'DECLARATION_MISSING', fields: ['declared'] });
  const decision = await decideBrief(work, data, brief);
  if (!decision.ok) return reject(work, event, decision);
  const urgent = brief.priority === 'URGENT';
  const day = work.kit.clock.today();
  await saveRequest(work, brief, {
    ...{ origin: 'BUREAU', state: 'SUBMITTED', submittedOn: day, submittedBy: work.ctx.actor.subject },
    intakeDueOn: await intakeDue(work, brief.divisionCode),
  });
  if (!urgent) return { kind: 'done' };
  try {
    // An urgent request is entrusted as it is submitted (§5.1).
    await entrustRow(work, await getRequestRow(db, brief.requestId, true), 'SYSTEM');
  } catch (error) {
    // Without an agreement it waits for the officer, as any other.
    if (!(error instanceof ProblemError && error.code === 'AGREEMENT_MISSING')) throw error;
  }
  return { kind: 'done' };
}

/** Whether what was ordered can be worked on today. */
export async function decideBrief({ kit, unit }: Work, ordered: OrderedCheck, brief: Brief): Promise<IntakeDecision> {
  const { db } = unit;
  const today = kit.clock.today();
  const ids = brief.members.flatMap(({ authorizationId }) => (authorizationId === null ? [] : [authorizationId]));
  const [parameters, authorizations, open] = await Promise.all([
    loadParameters(db, brief.divisionCode, today),
    findCurrentAuthorizations(db, ids),
    findOpenRequest(db, brief),
  ]);
  const grantors = [...authorizations.values()].map(({ grantorPersonId }) => grantorPersonId);
  const canonical = await canonicalIds(db, [...brief.members.map(({ personId }) => personId), ...grantors]);
  const items = requiredItems(requiredAgencies(parameters, brief.purpose));
  const periodMaxMonths = parameters.number('data_period_max_months');
  return decideIntake({
    ...{ ordered, brief, authorizations, canonical, items, today, periodMaxMonths },
    openRequestId: open,
  });
}

async function findOpenRequest(db: Db, { householdId, purpose, requestId }: Brief): Promise<string | undefined> {
  const row = await db
    .selectFrom('verificationRequest')
    .select('id')
    .where('householdId', '=', householdId)
    .where('purpose', '=', purpose)
    .where('id', '<>', requestId)
    .where('state', 'in', ['SUBMITTED', 'ENTRUSTED', 'DISPATCHED', 'PARTIAL', 'COMPILED'])
    .executeTakeFirst();
  return row?.id;
}

/** Until when a submitted request is returned or confirmed: one working day [A] (§5.1). */
export async function intakeDue({ kit, unit }: Work, divisionCode: string): Promise<LegalDay> {
  const today = kit.clock.today();
  const parameters = await loadParameters(unit.db, divisionCode, today);
  return addWorkingDays(kit.calendar, today, parameters.number('intake_working_days')).day;
}

/** How a request comes in. */
export interface Entry {
  readonly origin: 'BUREAU' | 'TOWNSHIP' | 'UNIT';
  readonly state: 'DRAFT' | 'SUBMITTED';
  readonly unitCaseId?: string;
  readonly createdBy?: string;
  readonly submittedOn?: LegalDay;
  readonly submittedBy?: string;
  readonly intakeDueOn?: LegalDay;
}

/** Stores a new request with its key; the caller has decided on it. */
export async function saveRequest({ kit, unit }: Work, brief: Brief, entry: Entry): Promise<void> {
  const day = kit.clock.today();
  const { divisionCode } = brief;
  const row = {
    ...entry,
    id: brief.requestId,
    no: await nextNumber(unit.db, 'REQUEST', { divisionCode, day }),
    applicationId: brief.applicationId,
    caseId: brief.caseId,
    householdId: brief.householdId,
    purpose: brief.purpose,
    programme: brief.programme,
    kind: brief.kind ?? 'INITIAL',
    priority: brief.priority ?? 'NORMAL',
    eventDivisionCode: divisionCode,
    currentDivisionCode: divisionCode,
    brief: jsonb(brief),
    declaredHash: brief.declaredHash,
    asOf: brief.asOf,
    dueOn: brief.dueDate,
    createdAt: kit.clock.wall(),
  };
  await unit.db.insertInto('verificationRequest').values(row).execute();
  const { dataKeyId, wrapped } = kit.fields.newDataKey();
  await unit.db
    .insertInto('requestKey')
    .values({ requestId: row.id, dataKeyId, wrapped: Buffer.from(wrapped) })
    .execute();
  unit.audit({
    action: entry.state === 'DRAFT' ? 'requests.draft' : 'requests.submit',
    recordType: 'verification_request',
    recordId: row.id,
    after: { no: row.no, purpose: row.purpose, members: brief.members.length },
  });
}

async function reject(
  { kit, unit }: Work,
  { data, divisioncode }: Requested,
  { code, fields }: { readonly code: string; readonly fields: string[] },
): Promise<Outcome> {
  const { requestId, applicationId } = data;
  await unit.db
    .insertInto('intakeRefusal')
    .values({ requestId, currentDivisionCode: divisioncode, code, refusedOn: kit.clock.today() })
    .onConflict((conflict) => conflict.column('requestId').doNothing())
    .execute();
  unit.audit({
    action: 'requests.reject',
    recordType: 'verification_request',
    recordId: requestId,
    after: { code, fields },
  });
  unit.publish(verificationRejected, {
    subject: requestId,
    divisionCode: divisioncode,
    aggregateVersion: 1,
    data: { requestId, applicationId, code, fields },
  });
  return { kind: 'done' };
}
