import { jsonb } from '@mz/db';
import { monthOf } from '@mz/domain';
import type { Work } from '../app-kit.ts';
import { lookedUp, type RunTables } from '../batches/index.ts';
import { recordChange } from '../decisions/index.ts';
import { type ComputedChange, changeCapsule, placesOf } from '../rules/index.ts';
import { publishChange } from './events.ts';
import { type EnrolmentRow, type Loaded, loadEnrolment, lockEnrolment } from './load.ts';
import { monthFacts } from './months.ts';
import { compareMonths, type MonthPlan } from './rules.ts';
import { type Applied, applyChange, laterOf, reasonCode } from './state.ts';
import type { Adjusted, Change } from './types.ts';
import { writePlan } from './write-plan.ts';

/** The rule that a reason of a change stands under. */
const changeRule = 'SA-R-30@1';

/**
 * Seals the decision, writes the assessment, sets amount, last month and state of the enrolment by the outcome, recomputes
 * its months, and publishes what followed. Locks the enrolment row. Throws NOT_FOUND, also outside the caller's reach.
 */
export async function adjustEnrolment(work: Work, enrolmentId: string, change: Change): Promise<Adjusted> {
  const row = await lockEnrolment(work.unit.db, enrolmentId);
  return adjustLoaded(work, await loadEnrolment(work.unit.db, row), change);
}

/** The same for an enrolment that is locked and read. */
export async function adjustLoaded(work: Work, loaded: Loaded, change: Change): Promise<Adjusted> {
  const applied = applyChange(loaded, change, work.kit.clock.today());
  const computed = compute(work, loaded, { change, applied });
  const decisionId = await decide(work, loaded, { change, computed });
  await saveChange(work, loaded, { change, applied, decisionId });
  const { months, dues } = monthFacts(loaded, applied.known, { fromMonth: change.fromMonth });
  const plan = compareMonths(months);
  const adjustmentId = await insertAdjustment(work, loaded.row, { change, decisionId, months: plan.months });
  const { fault = 'NONE', partnerCode } = change;
  const reason = reasonCode(change);
  const carried = { decisionId, adjustmentId, supplementCause: decisionId, fault, partnerCode, reason, dues };
  const sums = await writePlan(work, loaded, { plan, carried: { ...carried, newest: computed.newest } });
  await work.unit.db.updateTable('adjustment').set(sums).where('id', '=', adjustmentId).execute();
  const saved = await saveEnrolment(work, loaded, { applied, computed });
  publishChange(work, { before: loaded, saved, change, applied, computed });
  work.unit.audit({
    action: 'enrolments.adjust',
    recordType: 'enrolment',
    recordId: loaded.row.id,
    before: { state: loaded.row.state, amountFen: loaded.row.amountFen, lastMonth: loaded.row.lastMonth },
    after: { cause: change.cause, state: saved.state, amountFen: saved.amountFen, lastMonth: saved.lastMonth, ...sums },
    decisionId,
  });
  return { decisionId, adjustmentId, amountFen: computed.newest.amountFen, ...sums };
}

/** What the months from the change to the newest are due. */
export function compute(
  { kit }: Pick<Work, 'kit'>,
  { row, horizon, tables }: Loaded,
  { change, applied }: { readonly change: Change; readonly applied: Applied },
): ComputedChange {
  const { cause, outcome, causeId, fromMonth, fault = 'NONE', partnerCode = null } = change;
  const throughMonth = laterOf(horizon ?? fromMonth, fromMonth);
  const asked = { cause, outcome, causeId, fromMonth, throughMonth, fault, partnerCode };
  const given = { subject: row.id, decidedOn: kit.clock.today(), change: asked };
  return lookedUp(() => changeCapsule(given, applied.known, tables.source.restart()));
}

function decide(
  work: Work,
  { row, tables }: Loaded,
  { change, computed }: { readonly change: Change; readonly computed: ComputedChange },
): Promise<string> {
  const { cause, outcome, fromMonth, reasons = [] } = change;
  const given = reasons.map((reason) => ({ ...reason, ruleId: changeRule }));
  return recordChange(work, {
    enrolmentId: row.id,
    applicationId: row.applicationId,
    cause,
    outcome,
    fromMonth,
    computed,
    reasons: [...given, ...computed.newest.reasons],
    terms: termsOf(work, row, tables),
  });
}

function termsOf({ kit }: Work, { currentDivisionCode: divisionCode }: EnrolmentRow, { source }: RunTables) {
  const place = { date: kit.clock.today(), divisions: placesOf({ divisionCode }) };
  return lookedUp(() => ({
    reconsiderationDays: source.number('appeal.reconsideration_days', place),
    litigationMonths: source.number('appeal.litigation_months', place),
    refusalDays: source.number('term.REFUSAL_NOTICE.days', place),
  }));
}

/** The assessment and the pauses that a decision makes or ends. */
async function saveChange(
  { kit, unit }: Work,
  { row }: Loaded,
  made: { readonly change: Change; readonly applied: Applied; readonly decisionId: string },
): Promise<void> {
  const { change, applied, decisionId } = made;
  const { fromMonth, kept } = change;
  if (change.facts !== undefined || kept !== undefined) {
    const paid = kept === undefined ? {} : { keptFen: kept.amountFen, keptUntil: kept.until };
    const head = { id: kit.newId(), enrolmentId: row.id, decisionId, recordedAt: kit.clock.wall() };
    await unit.db
      .insertInto('assessment')
      .values({ ...head, fromMonth, ...paid })
      .execute();
  }
  if (applied.begun !== undefined) {
    await unit.db
      .insertInto('enrolmentPause')
      .values({ id: kit.newId(), enrolmentId: row.id, fromMonth, decisionId, ...applied.begun })
      .execute();
  }
  const thisMonth = monthOf(kit.clock.today());
  for (const pause of applied.ended) {
    const over = { toMonth: laterOf(thisMonth, pause.fromMonth), resumedBy: decisionId };
    await unit.db.updateTable('enrolmentPause').set(over).where('id', '=', pause.id).execute();
  }
}

async function insertAdjustment(
  { kit, unit }: Work,
  { id: enrolmentId }: EnrolmentRow,
  made: { readonly change: Change; readonly decisionId: string; readonly months: readonly MonthPlan[] },
): Promise<string> {
  const { change, decisionId, months } = made;
  const { causeId, fromMonth } = change;
  const id = kit.newId();
  await unit.db
    .insertInto('adjustment')
    .values({
      ...{ id, enrolmentId, decisionId, causeId, fromMonth },
      months: jsonb(months.map(({ month, owedFen, dueFen, act }) => ({ month, owedFen, dueFen, act }))),
      supplementFen: 0,
      overpaidFen: 0,
      recordedAt: kit.clock.wall(),
    })
    .execute();
  return id;
}

function saveEnrolment(
  { unit }: Work,
  { row }: Loaded,
  { applied, computed }: { readonly applied: Applied; readonly computed: ComputedChange },
): Promise<EnrolmentRow> {
  const { state, lastMonth } = applied;
  return unit.db
    .updateTable('enrolment')
    .set({ state, lastMonth, amountFen: computed.newest.amountFen, version: row.version + 1 })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
