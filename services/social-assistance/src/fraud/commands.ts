import type { CaseFacts, OperationInputOf, proposeFraud as proposeOperation } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { addMonthsToMonth, type Fen, monthOf } from '@mz/domain';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { Selectable, Updateable } from 'kysely';
import { type Adjusted, adjustEnrolment, factsFor } from '../adjustments/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import type { EnrolmentTable, FraudCaseTable } from '../database.ts';
import { decideCase } from '../rules/index.ts';
import { getParameter, listParameterRows } from '../standards/index.ts';
import { type FraudCase, type FraudRow, toFraudCase } from './queries.ts';
import { bearsOn, fineAllowed } from './rules.ts';

type Proposal = OperationInputOf<typeof proposeOperation>['body'];
type EnrolmentRow = Selectable<EnrolmentTable>;
type Concealed = Pick<CaseFacts, 'incomes' | 'assets'>;

const law = '《社会救助暂行办法》(国务院令第649号)第六十八条';
const running: ReadonlySet<string> = new Set(['ACTIVE', 'SUSPENDED', 'TAPERING']);

/** First of two: says what was concealed and since when; nothing changes yet. */
export function proposeFraud(kit: AppKit, ctx: Context, enrolmentId: string, body: Proposal): Promise<FraudCase> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const enrolment = await lockEnrolment(work, enrolmentId);
    if (!running.has(enrolment.state)) throw fail('STATE_TRANSITION_INVALID');
    const concealed = { incomes: body.incomes ?? [], assets: body.assets ?? [] };
    await requireProposal(work, enrolment, { concealed, fromMonth: body.fromMonth });
    const id = kit.newId();
    const row = await unit.db
      .insertInto('fraudCase')
      .values({
        id,
        enrolmentId,
        fromMonth: body.fromMonth,
        concealed: jsonb(concealed),
        findings: kit.fields.encrypt(body.findings, { table: 'fraud_case', column: 'findings', recordId: id }),
        state: 'PROPOSED',
        proposedBy: ctx.actor.subject,
        proposedOn: kit.clock.today(),
        recordedAt: kit.clock.wall(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    audit(work, row, null);
    return toFraudCase(unit.db, row);
  });
}

async function requireProposal(
  work: Work,
  enrolment: EnrolmentRow,
  { concealed, fromMonth }: { readonly concealed: Concealed; readonly fromMonth: string },
): Promise<void> {
  const { kit, unit } = work;
  const { incomes, assets } = concealed;
  if (incomes.length + assets.length === 0) throw fail('CONCEALED_MISSING', { pointer: '/body' });
  if (fromMonth < enrolment.fromMonth || fromMonth > monthOf(kit.clock.today())) {
    throw fail('PERIOD_INVALID', { pointer: '/body/fromMonth' });
  }
  const { members } = await factsFor(work, enrolment.id, fromMonth);
  const known = new Set(members.map(({ personId }) => personId));
  if ([...incomes, ...assets].some(({ personId }) => !known.has(personId))) throw fail('PERSON_NOT_IN_HOUSEHOLD');
  const open = await unit.db
    .selectFrom('fraudCase')
    .select('id')
    .where('enrolmentId', '=', enrolment.id)
    .where('state', '=', 'PROPOSED')
    .executeTakeFirst();
  if (open !== undefined) throw fail('FRAUD_DUPLICATE');
}

/**
 * Second of two: the enrolment ends with the month before the concealment, all that was paid since is demanded back in full
 * for the family's fault, and a fine of one to three times it may be set, which is no fund money (§4.11, reading 10).
 */
export function establishFraud(kit: AppKit, ctx: Context, id: string, fineFen?: Fen): Promise<FraudCase> {
  return changeFraud(kit, ctx, id, async (work, row) => {
    const enrolment = await lockEnrolment(work, row.enrolmentId);
    if (!running.has(enrolment.state)) throw fail('STATE_TRANSITION_INVALID');
    const { decisionId, overpaidFen } = await terminate(work, row, enrolment.currentDivisionCode);
    if (fineFen !== undefined) await setFine(work, enrolment, { row, decisionId, baseFen: overpaidFen, fineFen });
    return save(work, row, { state: 'ESTABLISHED', decisionId, unlawfulFen: overpaidFen });
  });
}

/** The proposal was not borne out. */
export function dropFraud(kit: AppKit, ctx: Context, id: string, reason: string): Promise<FraudCase> {
  const dropReason = kit.fields.encrypt(reason, { table: 'fraud_case', column: 'drop_reason', recordId: id });
  return changeFraud(kit, ctx, id, (work, row) => save(work, row, { state: 'DROPPED', dropReason }));
}

async function terminate(work: Work, row: FraudRow, divisionCode: string): Promise<Adjusted> {
  const held = await factsFor(work, row.enrolmentId, row.fromMonth);
  // Parse border: the proposal wrote what the contract admits.
  const { incomes, assets } = row.concealed as Concealed;
  const facts = { ...held, incomes: [...held.incomes, ...incomes], assets: [...held.assets, ...assets] };
  const rows = await listParameterRows(work.unit.db, divisionCode);
  const parameters = rows.map((one) => ({ ...one, approvedBy: [...one.approvedBy] }));
  const [before, after] = [held, facts].map((one) => decideCase({ ...one, parameters }));
  if (before === undefined || after === undefined || !bearsOn(before, after)) throw fail('REFUSAL_GROUND_MISSING');
  return adjustEnrolment(work, row.enrolmentId, {
    cause: 'FRAUD',
    outcome: 'TERMINATED',
    causeId: row.id,
    fromMonth: row.fromMonth,
    lastMonth: addMonthsToMonth(row.fromMonth, -1),
    facts,
    fault: 'CITIZEN',
    reasons: [
      { code: 'FRAUD_ESTABLISHED', legalBasis: law, text: '隐瞒家庭收入或财产，骗取社会救助，停止救助并责令退回' },
    ],
  });
}

async function setFine(
  { kit, ctx, unit }: Work,
  enrolment: EnrolmentRow,
  given: {
    readonly row: FraudRow;
    readonly decisionId: string;
    readonly baseFen: Fen;
    readonly fineFen: Fen;
  },
): Promise<void> {
  const { row, decisionId, baseFen, fineFen } = given;
  const at = { divisionCode: enrolment.currentDivisionCode, date: kit.clock.today() };
  const min = await getParameter(unit.db, 'fraud.fine_min_times', at);
  const max = await getParameter(unit.db, 'fraud.fine_max_times', at);
  const times = { minTimes: Number(min.value), maxTimes: Number(max.value) };
  if (!fineAllowed(fineFen, { unlawfulFen: baseFen, ...times })) {
    throw fail('FINE_OUT_OF_RANGE', { pointer: '/body/fineFen', legalBasis: law });
  }
  await unit.db
    .insertInto('fine')
    .values({
      id: kit.newId(),
      fraudId: row.id,
      enrolmentId: row.enrolmentId,
      decisionId,
      baseFen,
      amountFen: fineFen,
      decidedBy: ctx.actor.subject,
      decidedOn: kit.clock.today(),
    })
    .execute();
}

function changeFraud(
  kit: AppKit,
  ctx: Context,
  id: string,
  step: (work: Work, row: FraudRow) => Promise<FraudRow>,
): Promise<FraudCase> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const row = await unit.db.selectFrom('fraudCase').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    if (row === undefined) throw fail('FRAUD_UNKNOWN');
    expectVersion(ctx, row.version);
    const enrolment = await lockEnrolment(work, row.enrolmentId);
    kit.authorize(ctx, {
      divisionCode: enrolment.currentDivisionCode,
      separatedFrom: [{ subject: row.proposedBy, code: 'SEPARATION_OF_DUTIES' }],
    });
    if (row.state !== 'PROPOSED') throw fail('STATE_TRANSITION_INVALID');
    const saved = await step(work, row);
    audit(work, saved, row.state);
    return toFraudCase(unit.db, saved);
  });
}

async function lockEnrolment({ kit, ctx, unit }: Work, id: string): Promise<EnrolmentRow> {
  const row = await unit.db.selectFrom('enrolment').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('NOT_FOUND');
  kit.authorize(ctx, { divisionCode: row.currentDivisionCode });
  return row;
}

function save({ kit, ctx, unit }: Work, row: FraudRow, set: Updateable<FraudCaseTable>): Promise<FraudRow> {
  const settled = { settledBy: ctx.actor.subject, settledOn: kit.clock.today(), version: row.version + 1 };
  return unit.db
    .updateTable('fraudCase')
    .set({ ...set, ...settled })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

function audit({ ctx, unit }: Work, row: FraudRow, before: string | null): void {
  unit.audit({
    action: ctx.operationId,
    recordType: 'fraud_case',
    recordId: row.id,
    ...(before === null ? {} : { before: { state: before } }),
    after: { state: row.state, enrolmentId: row.enrolmentId, fromMonth: row.fromMonth, unlawfulFen: row.unlawfulFen },
    ...(row.decisionId === null ? {} : { decisionId: row.decisionId }),
  });
}
