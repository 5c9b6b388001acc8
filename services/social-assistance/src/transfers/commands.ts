import type {
  acceptTransfer as acceptOperation,
  OperationInputOf,
  offerTransfer as offerOperation,
} from '@mz/contracts';
import { jsonb } from '@mz/db';
import { compareMonths, monthOf } from '@mz/domain';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { Updateable } from 'kysely';
import { adjustEnrolment, factsFor } from '../adjustments/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import type { TransferTable } from '../database.ts';
import { meetDuty, startDuty } from '../deadlines/index.ts';
import { requireVillage } from '../divisions/index.ts';
import {
  type EnrolmentRow,
  getEnrolmentForUpdate,
  getTransferForUpdate,
  reachBothCounties,
  type Transfer,
  type TransferRow,
  toTransfer,
} from './queries.ts';
import { countyOf, mayAccept, monthsOfMove } from './rules.ts';

type OfferBody = OperationInputOf<typeof offerOperation>['body'];
type AcceptBody = OperationInputOf<typeof acceptOperation>['body'];

const moveLaw = '《最低生活保障审核审批办法(试行)》(民发〔2012〕220号)';

/** The old county issues the transfer file: the facts as they hold, under the hash of the capsule that decided them. */
export function offerTransfer(kit: AppKit, ctx: Context, enrolmentId: string, body: OfferBody): Promise<Transfer> {
  const today = kit.clock.today();
  requireVillage(kit, { code: body.toDivision, day: today, pointer: '/body/toDivision' });
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const enrolment = await getEnrolmentForUpdate(unit.db, enrolmentId);
    expectVersion(ctx, enrolment.version);
    kit.authorize(ctx, { divisionCode: enrolment.currentDivisionCode });
    if (enrolment.state !== 'ACTIVE') throw fail('STATE_TRANSITION_INVALID');
    if (countyOf(body.toDivision) === countyOf(enrolment.currentDivisionCode)) {
      throw fail('TRANSFER_SAME_COUNTY', { pointer: '/body/toDivision' });
    }
    const row = await insertTransfer(work, enrolment, body.toDivision);
    await setEnrolment(work, enrolment.id, { state: 'TRANSFERRING' });
    audit(work, row, null);
    return toTransfer(unit.db, row);
  });
}

async function insertTransfer(work: Work, enrolment: EnrolmentRow, toDivision: string): Promise<TransferRow> {
  const { kit, ctx, unit } = work;
  const today = kit.clock.today();
  const month = compareMonths(monthOf(today), enrolment.fromMonth) > 0 ? monthOf(today) : enrolment.fromMonth;
  const facts = await factsFor(work, enrolment.id, month);
  const { capsuleHash } = await unit.db
    .selectFrom('assessment')
    .innerJoin('decision', 'decision.id', 'assessment.decisionId')
    .select('capsuleHash')
    .where('assessment.enrolmentId', '=', enrolment.id)
    .where('assessment.fromMonth', '<=', month)
    .orderBy('assessment.recordedAt', 'desc')
    .orderBy('assessment.id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  const household = await unit.db
    .selectFrom('household')
    .selectAll()
    .where('id', '=', enrolment.householdId)
    .executeTakeFirstOrThrow();
  const members = await unit.db
    .selectFrom('householdMember')
    .selectAll()
    .where('householdId', '=', enrolment.householdId)
    .where('validTo', 'is', null)
    .orderBy('id')
    .execute();
  return unit.db
    .insertInto('transfer')
    .values({
      id: kit.newId(),
      enrolmentId: enrolment.id,
      fromDivision: enrolment.currentDivisionCode,
      toDivision,
      programme: enrolment.programme,
      state: 'OFFERED',
      offeredOn: today,
      offeredBy: ctx.actor.subject,
      capsuleHash,
      facts: jsonb({ ...facts, parameters: [] }),
      household: jsonb(household),
      members: jsonb(members),
      recordedAt: kit.clock.wall(),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The new county accepts: the old one pays through this month, and the term of the new review runs. */
export function acceptTransfer(kit: AppKit, ctx: Context, id: string, { acceptedOn }: AcceptBody): Promise<Transfer> {
  return changeTransfer(kit, ctx, id, async (work, row) => {
    kit.authorize(ctx, { divisionCode: row.toDivision });
    if (row.state !== 'OFFERED') throw fail('STATE_TRANSITION_INVALID');
    if (!mayAccept({ acceptedOn, offeredOn: row.offeredOn, today: kit.clock.today() })) {
      throw fail('DATE_NOT_ALLOWED', { pointer: '/body/acceptedOn' });
    }
    await reachBothCounties(work.unit.db);
    const enrolment = await getEnrolmentForUpdate(work.unit.db, row.enrolmentId);
    const { lastMonth, firstMonth } = monthsOfMove(acceptedOn);
    await recompute(work, row, {
      outcome: 'KEPT',
      fromMonth: firstMonth,
      lastMonth,
      code: 'TRANSFER_ACCEPTED',
      text: '迁入地已接收，迁出地发放至接收当月',
    });
    const owner = { subjectId: id, applicationId: enrolment.applicationId, divisionCode: row.toDivision };
    await startDuty(work, owner, 'TRANSFER_REVIEW', acceptedOn);
    return saveTransfer(work, row, { state: 'ACCEPTED', acceptedOn, acceptedBy: ctx.actor.subject });
  });
}

/** The new county refuses: the old enrolment goes on, also for the months since the acceptance. */
export function refuseTransfer(kit: AppKit, ctx: Context, id: string, reason: string): Promise<Transfer> {
  return changeTransfer(kit, ctx, id, (work, row) => {
    kit.authorize(ctx, { divisionCode: row.toDivision });
    return giveBack(work, row, { state: 'REFUSED', reason });
  });
}

/** The family stays after all: the old county takes its file back. */
export function withdrawTransfer(kit: AppKit, ctx: Context, id: string, reason: string): Promise<Transfer> {
  return changeTransfer(kit, ctx, id, (work, row) => {
    kit.authorize(ctx, { divisionCode: row.fromDivision });
    return giveBack(work, row, { state: 'WITHDRAWN', reason });
  });
}

async function giveBack(
  work: Work,
  row: TransferRow,
  end: { readonly state: 'REFUSED' | 'WITHDRAWN'; readonly reason: string },
): Promise<TransferRow> {
  const { kit } = work;
  if (row.state !== 'OFFERED' && row.state !== 'ACCEPTED') throw fail('STATE_TRANSITION_INVALID');
  await reachBothCounties(work.unit.db);
  await setEnrolment(work, row.enrolmentId, { state: 'ACTIVE', lastMonth: null });
  if (row.acceptedOn !== null) {
    const { firstMonth } = monthsOfMove(row.acceptedOn);
    const code = `TRANSFER_${end.state}`;
    await recompute(work, row, { outcome: 'RESUMED', fromMonth: firstMonth, code, text: '迁移未成，原保障继续' });
  }
  await meetDuty(work, row.id, 'TRANSFER_REVIEW');
  return saveTransfer(work, row, {
    state: end.state,
    endedOn: kit.clock.today(),
    reason: kit.fields.encrypt(end.reason, { table: 'transfer', column: 'reason', recordId: row.id }),
  });
}

/** The months of the old enrolment from one on: over after the month of acceptance, or owed again. */
async function recompute(
  work: Work,
  row: TransferRow,
  given: {
    readonly outcome: 'KEPT' | 'RESUMED';
    readonly fromMonth: string;
    readonly lastMonth?: string;
    readonly code: string;
    readonly text: string;
  },
): Promise<void> {
  const { code, text, ...change } = given;
  await adjustEnrolment(work, row.enrolmentId, {
    cause: 'TRANSFER',
    causeId: row.id,
    ...change,
    reasons: [{ code, legalBasis: moveLaw, text }],
  });
}

/** One step on a locked transfer of the expected version. */
export function changeTransfer(
  kit: AppKit,
  ctx: Context,
  id: string,
  step: (work: Work, row: TransferRow) => Promise<TransferRow>,
): Promise<Transfer> {
  return kit.write(ctx, async (unit) => {
    const row = await getTransferForUpdate(unit.db, id);
    expectVersion(ctx, row.version);
    const work = { kit, ctx, unit };
    const saved = await step(work, row);
    audit(work, saved, row.state);
    return toTransfer(unit.db, saved);
  });
}

/** Writes a transfer's next version. */
export function saveTransfer({ unit }: Work, row: TransferRow, set: Updateable<TransferTable>): Promise<TransferRow> {
  return unit.db
    .updateTable('transfer')
    .set({ ...set, version: row.version + 1 })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Sets state or last month of an enrolment. */
export async function setEnrolment(
  { unit }: Work,
  id: string,
  set: { readonly state?: string; readonly lastMonth?: string | null },
): Promise<void> {
  await unit.db
    .updateTable('enrolment')
    .set(set)
    .set((row) => ({ version: row('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

function audit({ ctx, unit }: Work, row: TransferRow, before: string | null): void {
  unit.audit({
    action: ctx.operationId,
    recordType: 'transfer',
    recordId: row.id,
    ...(before === null ? {} : { before: { state: before } }),
    after: { state: row.state, enrolmentId: row.enrolmentId, toDivision: row.toDivision },
  });
}
