import type { answerAppeal as answerOperation, lodgeAppeal as lodgeOperation, OperationInputOf } from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { Updateable } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import { type ApplicationRow, getApplicationForUpdate } from '../applications/index.ts';
import type { AppealTable } from '../database.ts';
import { meetDuty, startDuty } from '../deadlines/index.ts';
import { appealTermsOf } from '../decisions/index.ts';
import { keepCaseOpen } from './case-file.ts';
import {
  type Appeal,
  type AppealRow,
  type DecisionRow,
  getAppealForUpdate,
  getDecisionRow,
  toAppeal,
} from './queries.ts';
import { tellRecovery } from './recovery.ts';
import { decideAnew, restoreStop, stay } from './redecide.ts';
import { lodgeUntil, lodgingFault, stops } from './rules.ts';

type LodgeBody = OperationInputOf<typeof lodgeOperation>['body'];
type AnswerBody = OperationInputOf<typeof answerOperation>['body'];

/** Records an appeal; it stops nothing but the recovery of what the enrolment owes. */
export function lodgeAppeal(kit: AppKit, ctx: Context, decisionId: string, body: LodgeBody): Promise<Appeal> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const decision = await getDecisionRow(unit.db, decisionId);
    const application = await getApplicationForUpdate(unit.db, decision.applicationId);
    kit.authorize(ctx, { divisionCode: application.currentDivisionCode });
    const until = await requireInTime(work, application, { decision, body });
    const enrolmentId = decision.enrolmentId ?? (decision.outcome === 'APPROVED' ? application.enrolmentId : null);
    await tellRecovery(work, enrolmentId, true);
    const row = await insertAppeal(work, { decision, enrolmentId, body, until });
    if (body.kind === 'OBJECTION') {
      const owner = { subjectId: row.id, applicationId: application.id, divisionCode: application.currentDivisionCode };
      await startDuty(work, owner, 'APPEAL_ANSWER', body.lodgedOn);
    }
    await keepCaseOpen(work, application);
    unit.audit({
      action: 'appeals.lodge',
      recordType: 'appeal',
      recordId: row.id,
      after: { kind: row.kind, lodgedOn: row.lodgedOn },
      decisionId,
    });
    return toAppeal(unit.db, row);
  });
}

async function requireInTime(
  { kit, unit }: Work,
  application: ApplicationRow,
  { decision, body }: { readonly decision: DecisionRow; readonly body: LodgeBody },
): Promise<string | null> {
  const { decidedOn } = decision;
  const terms = await appealTermsOf(unit.db, { divisionCode: application.currentDivisionCode, decidedOn });
  const lodging = { ...body, ...terms, decidedOn, today: kit.clock.today() };
  const fault = lodgingFault(lodging);
  if (fault !== undefined) throw fail(fault, { pointer: '/body/lodgedOn' });
  const before = await unit.db
    .selectFrom('appeal')
    .select('id')
    .where('decisionId', '=', decision.id)
    .where('kind', '=', body.kind)
    .where('state', '<>', 'WITHDRAWN')
    .executeTakeFirst();
  if (before !== undefined) throw fail('APPEAL_DUPLICATE');
  return lodgeUntil(lodging);
}

function insertAppeal(
  { kit, ctx, unit }: Work,
  given: {
    readonly decision: DecisionRow;
    readonly enrolmentId: string | null;
    readonly body: LodgeBody;
    readonly until: string | null;
  },
): Promise<AppealRow> {
  const { decision, enrolmentId, body, until } = given;
  const id = kit.newId();
  return unit.db
    .insertInto('appeal')
    .values({
      id,
      decisionId: decision.id,
      applicationId: decision.applicationId,
      enrolmentId,
      kind: body.kind,
      state: 'OPEN',
      lodgedOn: body.lodgedOn,
      lodgeUntil: until,
      lodgedBy: ctx.actor.subject,
      grounds: kit.fields.encrypt(body.grounds, { table: 'appeal', column: 'grounds', recordId: id }),
      recordedAt: kit.clock.wall(),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Answers an appeal: upheld, changed or withdrawn; never by who decided. A changed decision is decided anew at once. */
export function answerAppeal(kit: AppKit, ctx: Context, id: string, body: AnswerBody): Promise<Appeal> {
  return changeAppeal(kit, ctx, id, async (work, opened) => {
    const { row } = opened;
    const answerDecisionId =
      body.result === 'CHANGED' ? await decideAnew(work, opened, body.change) : await restoreStop(work, opened);
    const saved = await save(work, row, {
      state: body.result,
      answeredOn: kit.clock.today(),
      answeredBy: ctx.actor.subject,
      answer: kit.fields.encrypt(body.text, { table: 'appeal', column: 'answer', recordId: id }),
      answerDecisionId,
    });
    await meetDuty(work, id, 'APPEAL_ANSWER');
    await tellRecovery(work, row.enrolmentId, false);
    return saved;
  });
}

/** Orders that a stop does not run while the appeal is open: it is undone until the answer. */
export function orderStay(kit: AppKit, ctx: Context, id: string, text: string): Promise<Appeal> {
  return changeAppeal(kit, ctx, id, async (work, opened) => {
    const { row, decision } = opened;
    if (row.enrolmentId === null || !stops(decision)) throw fail('APPEAL_NOTHING_TO_STAY');
    if (row.stayDecisionId !== null) throw fail('STATE_TRANSITION_INVALID');
    const stayDecisionId = await stay(work, opened, text);
    return save(work, row, { stayDecisionId, stayOrderedBy: ctx.actor.subject });
  });
}

/** An open appeal with what it attacks, locked. */
export type OpenAppeal = {
  readonly row: AppealRow;
  readonly decision: DecisionRow;
  readonly application: ApplicationRow;
};

function changeAppeal(
  kit: AppKit,
  ctx: Context,
  id: string,
  step: (work: Work, opened: OpenAppeal) => Promise<AppealRow>,
): Promise<Appeal> {
  return kit.write(ctx, async (unit) => {
    const row = await getAppealForUpdate(unit.db, id);
    expectVersion(ctx, row.version);
    const application = await getApplicationForUpdate(unit.db, row.applicationId);
    const decision = await getDecisionRow(unit.db, row.decisionId);
    kit.authorize(ctx, {
      divisionCode: application.currentDivisionCode,
      separatedFrom: [{ subject: decision.decidedBy, code: 'SEPARATION_OF_DUTIES' }],
    });
    if (row.state !== 'OPEN') throw fail('STATE_TRANSITION_INVALID');
    const saved = await step({ kit, ctx, unit }, { row, decision, application });
    unit.audit({
      action: ctx.operationId,
      recordType: 'appeal',
      recordId: id,
      before: { state: row.state },
      after: { state: saved.state, stayed: saved.stayDecisionId !== null },
      decisionId: saved.answerDecisionId ?? saved.stayDecisionId ?? row.decisionId,
    });
    return toAppeal(unit.db, saved);
  });
}

function save({ unit }: Work, row: AppealRow, set: Updateable<AppealTable>): Promise<AppealRow> {
  return unit.db
    .updateTable('appeal')
    .set({ ...set, version: row.version + 1 })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
