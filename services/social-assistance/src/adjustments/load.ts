import { type Fen, type LegalMonth, scopePrefix } from '@mz/domain';
import { fail } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import { type AssessmentRow, lockOpenBatches, type RunTables, readTables, toAssessed } from '../batches/index.ts';
import type { EnrolmentTable } from '../database.ts';
import { listDeaths } from '../known-deaths.ts';
import type { DueFacts } from '../rules/index.ts';
import type { PauseReason } from './types.ts';

/** An enrolment as stored. */
export type EnrolmentRow = Selectable<EnrolmentTable>;

/** A month that a supplement makes up for; an offset is what comes back of a recovery that no longer stands. */
export type SupplementMonth = { readonly month: LegalMonth; readonly amountFen: Fen; readonly offset?: true };

/** An entitlement that may still count, with where its line is. */
export type Entitled = {
  readonly id: string;
  readonly benefitMonth: LegalMonth;
  readonly kind: string;
  readonly causeId: string;
  readonly amountFen: Fen;
  readonly decisionId: string;
  readonly state: string;
  readonly lineId: string | null;
  readonly deductionFen: Fen;
  readonly shares: readonly { readonly personId: string; readonly amountFen: Fen }[];
  readonly months: readonly SupplementMonth[] | null;
  readonly sealed: boolean;
  /** A failed line that was issued again. */
  readonly superseded: boolean;
};

/** A claim that stands. */
export type Claim = {
  readonly id: string;
  readonly amountFen: Fen;
  readonly months: readonly { benefitMonth: LegalMonth; lineId: string; paidFen: Fen; dueFen: Fen }[];
  /** What payments says came back of it, by offset or in cash. */
  readonly recoveredFen: Fen;
};

/** A pause of an enrolment. */
export type Pause = {
  readonly id: string;
  readonly reason: PauseReason;
  readonly fromMonth: LegalMonth;
  readonly toMonth: LegalMonth | null;
};

/** All that a recomputation of an enrolment reads. */
export type Loaded = {
  readonly row: EnrolmentRow;
  readonly tables: RunTables;
  readonly known: DueFacts;
  readonly pauses: readonly Pause[];
  readonly entitled: readonly Entitled[];
  readonly claims: readonly Claim[];
  /** The last month that was generated for its county, or that it has an entitlement for. */
  readonly horizon: LegalMonth | null;
};

/** Locks an enrolment against runs and other adjustments; throws NOT_FOUND, also outside the caller's reach. */
export async function lockEnrolment(db: Db, id: string): Promise<EnrolmentRow> {
  const row = await db.selectFrom('enrolment').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('NOT_FOUND');
  await lockOpenBatches(db, id);
  await db.selectFrom('entitlement').select('id').where('enrolmentId', '=', id).orderBy('id').forUpdate().execute();
  return row;
}

/** Reads an enrolment with its tables, which a caller of many hands in once for a county. */
export async function loadEnrolment(db: Db, row: EnrolmentRow, given?: RunTables): Promise<Loaded> {
  const tables = given ?? (await readTables(db, row.currentDivisionCode));
  const assessments = (await listAssessments(db, row)).map((one) => toAssessed(one, tables));
  const members = assessments.flatMap(({ facts }) => facts.members.map(({ personId }) => personId));
  const pauses = await listPauses(db, row.id);
  const open = pauses.filter(({ toMonth }) => toMonth === null).map(({ fromMonth }) => fromMonth);
  return {
    row,
    tables,
    known: {
      enrolledFrom: row.fromMonth,
      lastMonth: row.lastMonth,
      pausedFrom: open.sort()[0] ?? null,
      deaths: await listDeaths(db, members),
      assessments,
    },
    pauses,
    entitled: await listEntitled(db, row.id),
    claims: await listClaims(db, row.id),
    horizon: await findHorizon(db, row),
  };
}

async function listAssessments(db: Db, enrolment: EnrolmentRow): Promise<AssessmentRow[]> {
  const { id, programme, currentDivisionCode } = enrolment;
  const { rows } = await sql<AssessmentRow>`
    select ${programme} as programme, ${currentDivisionCode} as division_code, assessment.from_month, kept_fen, kept_until, decision.capsule -> 'facts' as facts
    from assessment join decision on decision.id = assessment.decision_id
    where assessment.enrolment_id = ${id} order by assessment.recorded_at, assessment.id`.execute(db);
  return rows;
}

async function listPauses(db: Db, enrolmentId: string): Promise<Pause[]> {
  const rows = await db
    .selectFrom('enrolmentPause')
    .select(['id', 'reason', 'fromMonth', 'toMonth'])
    .where('enrolmentId', '=', enrolmentId)
    .orderBy('fromMonth')
    .orderBy('id')
    .execute();
  // Parse border: the check constraint admits no other reason.
  return rows.map((row) => ({ ...row, reason: row.reason as PauseReason }));
}

async function listEntitled(db: Db, enrolmentId: string): Promise<Entitled[]> {
  const { rows } = await sql<Entitled>`
    select entitlement.id, entitlement.benefit_month, entitlement.kind, entitlement.cause_id, entitlement.amount_fen,
      entitlement.decision_id, entitlement.state, entitlement.line_id, entitlement.shares, entitlement.months,
      coalesce(batch_line.deduction_fen, 0) as deduction_fen, batch.sealed_on is not null as sealed,
      entitlement.state = 'FAILED' and exists (select from entitlement as again
        where again.enrolment_id = entitlement.enrolment_id and again.kind = 'REISSUE'
          and again.cause_id = entitlement.line_id and again.state <> 'CANCELLED') as superseded
    from entitlement
    left join batch_line on batch_line.line_id = entitlement.line_id and not batch_line.refused
    left join batch on batch.id = batch_line.batch_id
    where entitlement.enrolment_id = ${enrolmentId} and entitlement.state <> 'CANCELLED'
    order by entitlement.benefit_month, entitlement.id`.execute(db);
  return rows;
}

async function listClaims(db: Db, enrolmentId: string): Promise<Claim[]> {
  const { rows } = await sql<Claim>`
    select overpayment_claim.id, amount_fen, months,
      coalesce(recovered_fen, amount_fen - outstanding_fen, 0)::bigint as recovered_fen
    from overpayment_claim left join recovery_copy on overpayment_id = overpayment_claim.id
    where overpayment_claim.enrolment_id = ${enrolmentId} and overpayment_claim.state = 'ASSESSED'
    order by overpayment_claim.id`.execute(db);
  return rows;
}

async function findHorizon(db: Db, row: EnrolmentRow): Promise<LegalMonth | null> {
  const county = scopePrefix(`${row.currentDivisionCode.slice(0, 6)}000000`);
  const { rows } = await sql<{ month: LegalMonth | null }>`
    select greatest(
      (select max(benefit_month) from entitlement where enrolment_id = ${row.id}
        and (months is null or jsonb_array_length(months) = 0)),
      (select max(benefit_month) from batch where programme = ${row.programme} and kind = 'REGULAR'
        and division_code >= ${county} and division_code < ${`${county}~`})
    ) as month`.execute(db);
  return rows[0]?.month ?? null;
}
