import type { CaseFacts, CaseResult, decideTransfer as decideOperation, OperationOutputOf } from '@mz/contracts';
import { type Context, fail, refusal } from '@mz/service-kit';
import { adjustEnrolment } from '../adjustments/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import { asApplicationRow } from '../applications/index.ts';
import { closeCase } from '../cases/index.ts';
import { meetDuty } from '../deadlines/index.ts';
import { recordDecision } from '../decisions/index.ts';
import { createEnrolment, findEnrolment } from '../enrolments/index.ts';
import { decideCase } from '../rules/index.ts';
import { listParameterRows, listStandardRows, regionGroupOf } from '../standards/index.ts';
import { changeTransfer, saveTransfer } from './commands.ts';
import { factsIn, reachBothCounties, type TransferRow } from './queries.ts';
import { monthsOfMove } from './rules.ts';
import { takeOverHousehold } from './take-over.ts';

type Answer = OperationOutputOf<typeof decideOperation>;
type Decided = { readonly facts: CaseFacts; readonly result: CaseResult };

const moveLaw = '《最低生活保障审核审批办法(试行)》(民发〔2012〕220号)';

/** After its review the new county enrols the household at its own standard, from the month after acceptance. */
export async function decideTransfer(kit: AppKit, ctx: Context, id: string): Promise<Answer> {
  const transfer = await changeTransfer(kit, ctx, id, async (work, row) => {
    const { offeredBy, acceptedBy, acceptedOn } = row;
    kit.authorize(ctx, {
      divisionCode: row.toDivision,
      separatedFrom: [offeredBy, acceptedBy ?? ''].map((subject) => ({ subject, code: 'SEPARATION_OF_DUTIES' })),
    });
    if (row.state !== 'ACCEPTED' || acceptedOn === null) throw fail('STATE_TRANSITION_INVALID');
    await reachBothCounties(work.unit.db);
    const decided = await decideHere(work, row);
    const { newApplicationId, newEnrolmentId } = await enrolHere(work, row, { decided, acceptedOn });
    await endThere(work, row, acceptedOn);
    await closeThere(work, row.enrolmentId);
    await meetDuty(work, id, 'TRANSFER_REVIEW');
    const set = { state: 'DECIDED', newApplicationId, newEnrolmentId, endedOn: kit.clock.today() };
    return saveTransfer(work, row, set);
  });
  const enrolment = await findEnrolment(kit, ctx, transfer.newEnrolmentId ?? '');
  const { amountFen, fromMonth } = enrolment;
  return { transfer, amountFen, fromMonth, enrolment };
}

/** The household's facts under the rows of the new division, tested today. */
async function decideHere({ kit, unit }: Work, row: TransferRow): Promise<Decided> {
  const divisionCode = row.toDivision;
  const decidedOn = kit.clock.today();
  const parameters = await listParameterRows(unit.db, divisionCode);
  const regionGroup = regionGroupOf(parameters, { divisionCode, date: decidedOn });
  const { regionGroup: _, ...there } = factsIn(row.facts);
  const facts: CaseFacts = {
    ...there,
    divisionCode,
    decidedOn,
    ...(regionGroup === undefined ? {} : { regionGroup }),
    standards: await listStandardRows(unit.db, divisionCode),
    parameters: parameters.map((parameter) => ({ ...parameter, approvedBy: [...parameter.approvedBy] })),
  };
  const result = decideCase(facts);
  if (result.outcome === 'GRANT') return { facts, result };
  const reasons = result.reasons.map(({ code, legalBasis, text }) => ({ code, legalBasis, detail: text }));
  throw refusal(['DECISION_IS_REFUSAL', ...reasons]);
}

/** Application, household, decision and enrolment of the new county; the months since the acceptance are owed at once. */
async function enrolHere(
  work: Work,
  row: TransferRow,
  { decided, acceptedOn }: { readonly decided: Decided; readonly acceptedOn: string },
): Promise<{ readonly newApplicationId: string; readonly newEnrolmentId: string }> {
  const application = await takeOverHousehold(work, row, { facts: decided.facts, acceptedOn });
  const decisionId = await recordDecision(work, application, { ...decided, outcome: 'APPROVED' });
  const { firstMonth } = monthsOfMove(acceptedOn);
  const result = { ...decided.result, fromMonth: firstMonth };
  const newEnrolmentId = await createEnrolment(work, application, { ...decided, result, decisionId });
  await work.unit.db
    .updateTable('application')
    .set({ decisionId, enrolmentId: newEnrolmentId })
    .where('id', '=', application.id)
    .execute();
  await adjustEnrolment(work, newEnrolmentId, {
    cause: 'REVIEW',
    outcome: 'KEPT',
    causeId: row.id,
    fromMonth: firstMonth,
    reasons: [{ code: 'TRANSFER_DECIDED', legalBasis: moveLaw, text: '迁入地复核后按当地标准发放' }],
  });
  return { newApplicationId: application.id, newEnrolmentId };
}

async function endThere(work: Work, row: TransferRow, acceptedOn: string): Promise<void> {
  const { lastMonth, firstMonth } = monthsOfMove(acceptedOn);
  await adjustEnrolment(work, row.enrolmentId, {
    cause: 'TRANSFER',
    outcome: 'TERMINATED',
    causeId: row.id,
    fromMonth: firstMonth,
    lastMonth,
    reasons: [{ code: 'TRANSFERRED', legalBasis: moveLaw, text: '家庭已迁往外县，由迁入地保障' }],
  });
}

/** The old county has no case any more: nobody there reads the family's persons for it from now on (people.md §4). */
async function closeThere(work: Work, enrolmentId: string): Promise<void> {
  const old = await work.unit.db
    .selectFrom('application')
    .innerJoin('enrolment', 'enrolment.applicationId', 'application.id')
    .selectAll('application')
    .where('enrolment.id', '=', enrolmentId)
    .executeTakeFirstOrThrow();
  await closeCase(work, asApplicationRow(old));
}
