import { entitlementWithdrawn, overpaymentAssessed, overpaymentWithdrawn } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type Fen, fen, type LegalMonth, sumFen } from '@mz/domain';
import { type SqlBool, sql } from 'kysely';
import type { Work } from '../app-kit.ts';
import { refreshDeductions, takeOutOfBatches } from '../batches/index.ts';
import { isOverBy, type MonthDue } from '../rules/index.ts';
import type { Claim, Entitled, Loaded, SupplementMonth } from './load.ts';
import type { MonthPlan, Plan } from './rules.ts';
import { oweSupplement } from './supplement.ts';
import type { Change } from './types.ts';

/** What a plan is carried out under. */
export type Carried = {
  readonly decisionId: string;
  readonly adjustmentId: string;
  /** Of a supplement: the decision, or the line whose outcome came after it. */
  readonly supplementCause: string;
  readonly fault: NonNullable<Change['fault']>;
  readonly partnerCode?: string | undefined;
  readonly reason: string;
  readonly dues: ReadonlyMap<LegalMonth, MonthDue>;
  readonly newest: MonthDue;
  /** What a cancelled supplement gave back of a recovery. */
  readonly offsets?: readonly SupplementMonth[];
};

/** Carries out a plan: entitlements replaced, asked back, supplemented; claims made and withdrawn. */
export async function writePlan(
  work: Work,
  loaded: Loaded,
  { plan, carried }: { readonly plan: Plan; readonly carried: Carried },
): Promise<{ readonly supplementFen: Fen; readonly overpaidFen: Fen }> {
  const { db } = work.unit;
  const cuts = plan.months.flatMap((month) => month.cuts);
  const changed = plan.months.flatMap(({ base }) => (base?.entitlementId ? [base.entitlementId] : []));
  await takeOutOfBatches(db, [...changed, ...cuts.map(({ entitlementId }) => entitlementId)]);
  for (const month of plan.months) await replaceBase(work, loaded, { month, carried });
  await cutSupplements(work, loaded, plan.months);
  const fallen = loaded.claims.filter(({ id }) => plan.withdrawnClaims.includes(id));
  const withdrawn = [
    ...plan.months.flatMap((month) => month.withdrawn),
    ...deductedLines(loaded, fallen),
    ...failedBefore(loaded, plan.months),
  ];
  await askBack(work, loaded, { ids: [...new Set(withdrawn)], carried });
  for (const claim of fallen) await withdrawClaim(work, loaded, { claim, carried });
  const overpaidFen = await assess(work, loaded, { plan, carried });
  const supplementFen = await oweSupplement(work, loaded, {
    ...carried,
    causeId: carried.supplementCause,
    months: [...supplementMonths(plan), ...fallen.flatMap(givenBack), ...(carried.offsets ?? [])],
  });
  if (fallen.length > 0) await refreshDeductions(db, { enrolmentId: loaded.row.id });
  return { supplementFen, overpaidFen };
}

function supplementMonths({ months }: Plan): SupplementMonth[] {
  return months
    .filter(({ supplementFen }) => supplementFen > 0)
    .map(({ month, supplementFen }) => ({ month, amountFen: supplementFen }));
}

/** What came back of a claim that no longer stands is the household's again. */
function givenBack({ amountFen, outstandingFen, months }: Claim): SupplementMonth[] {
  const recovered = amountFen - (outstandingFen ?? amountFen);
  const [first] = months;
  return recovered <= 0 || first === undefined
    ? []
    : [{ month: first.benefitMonth, amountFen: recovered, offset: true }];
}

/** Lines with payments that would still take back for a claim that fell. */
function deductedLines({ entitled }: Loaded, fallen: readonly Claim[]): string[] {
  if (fallen.length === 0) return [];
  return entitled
    .filter(({ sealed, state, deductionFen }) => sealed && deductionFen > 0 && ['BATCHED', 'HELD'].includes(state))
    .map(({ id }) => id);
}

async function replaceBase(
  { kit, unit }: Work,
  { row }: Loaded,
  { month, carried }: { readonly month: MonthPlan; readonly carried: Carried },
): Promise<void> {
  const { base } = month;
  if (base === undefined || (base.entitlementId === null && base.amountFen === 0)) return;
  const { decisionId } = carried;
  const shares = jsonb(carried.dues.get(month.month)?.shares ?? []);
  if (base.entitlementId === null) {
    await unit.db
      .insertInto('entitlement')
      .values({
        id: kit.newId(),
        enrolmentId: row.id,
        benefitMonth: month.month,
        kind: 'REGULAR',
        causeId: row.id,
        amountFen: base.amountFen,
        decisionId,
        shares,
      })
      .execute();
    return;
  }
  const set = base.amountFen === 0 ? { state: 'CANCELLED' } : { amountFen: base.amountFen, shares, decisionId };
  await unit.db.updateTable('entitlement').set(set).where('id', '=', base.entitlementId).execute();
}

/** The lines that failed before a reissue which is no longer owed: nor are they. */
function failedBefore({ entitled }: Loaded, months: readonly MonthPlan[]): string[] {
  const ended = new Set(months.flatMap(({ base }) => (base?.amountFen === 0 ? [base.entitlementId] : [])));
  const causes = entitled.filter(({ id, kind }) => kind === 'REISSUE' && ended.has(id)).map(({ causeId }) => causeId);
  return entitled.filter(({ lineId, superseded }) => superseded && causes.includes(lineId ?? '')).map(({ id }) => id);
}

async function cutSupplements({ unit }: Work, { entitled }: Loaded, months: readonly MonthPlan[]): Promise<void> {
  const cuts = months.flatMap(({ month, cuts: own }) => own.map((cut) => ({ ...cut, month })));
  for (const [id, own] of Map.groupBy(cuts, ({ entitlementId }) => entitlementId)) {
    const supplement = entitled.find((one) => one.id === id);
    const left = (supplement?.months ?? []).map((part) => {
      const cut = own.find(({ month }) => month === part.month && part.offset !== true)?.amountFen ?? 0;
      return { ...part, amountFen: fen(part.amountFen - cut) };
    });
    const amountFen = sumFen(left.map((part) => part.amountFen));
    const kept = jsonb(left.filter((part) => part.amountFen > 0));
    const shares = jsonb(shrink(supplement?.shares ?? [], amountFen));
    const set = amountFen === 0 ? { state: 'CANCELLED' } : { amountFen, months: kept, shares };
    await unit.db.updateTable('entitlement').set(set).where('id', '=', id).execute();
  }
}

/** The shares of a smaller amount, in the order of persons. */
function shrink(shares: Entitled['shares'], amountFen: Fen): Entitled['shares'] {
  let left = amountFen;
  return shares.map(({ personId, amountFen: had }, index) => {
    const part = index === shares.length - 1 ? left : Math.min(left, had);
    left -= part;
    return { personId, amountFen: part };
  });
}

async function askBack(
  { unit }: Work,
  { row, entitled }: Loaded,
  { ids, carried }: { readonly ids: readonly string[]; readonly carried: Carried },
): Promise<void> {
  if (ids.length === 0) return;
  await unit.db
    .updateTable('entitlement')
    .set({ state: 'WITHDRAWN' })
    .where(sql<SqlBool>`id = any(${[...ids]}::uuid[])`)
    .execute();
  for (const { id, benefitMonth, lineId } of entitled) {
    if (!ids.includes(id) || lineId === null) continue;
    const data = { enrolmentId: row.id, programme: row.programme, benefitMonth, lineId };
    unit.publish(entitlementWithdrawn, {
      subject: id,
      divisionCode: row.currentDivisionCode,
      aggregateVersion: 1,
      data: { ...data, decisionId: carried.decisionId, reason: carried.reason },
    });
  }
}

async function withdrawClaim(
  { unit }: Work,
  { row }: Loaded,
  { claim, carried }: { readonly claim: Claim; readonly carried: Carried },
): Promise<void> {
  await unit.db.updateTable('overpaymentClaim').set({ state: 'WITHDRAWN' }).where('id', '=', claim.id).execute();
  unit.publish(overpaymentWithdrawn, {
    subject: claim.id,
    divisionCode: row.currentDivisionCode,
    aggregateVersion: 2,
    data: {
      overpaymentId: claim.id,
      enrolmentId: row.id,
      decisionId: carried.decisionId,
      reason: carried.reason,
    },
  });
}

/** One claim for all that was paid too much: payments keeps the debt from then. */
async function assess(
  { kit, unit }: Work,
  loaded: Loaded,
  { plan, carried }: { readonly plan: Plan; readonly carried: Carried },
): Promise<Fen> {
  const { row } = loaded;
  const months = plan.months.flatMap(({ month, overpaid }) => overpaid.map((one) => ({ benefitMonth: month, ...one })));
  if (months.length === 0) return 0;
  const amountFen = sumFen(months.map(({ paidFen, dueFen }) => paidFen - dueFen));
  const id = kit.newId();
  const { decisionId, adjustmentId, fault, partnerCode } = carried;
  await unit.db
    .insertInto('overpaymentClaim')
    .values({ id, enrolmentId: row.id, adjustmentId, fault, amountFen, months: jsonb(months), state: 'ASSESSED' })
    .execute();
  unit.publish(overpaymentAssessed, {
    subject: id,
    divisionCode: row.currentDivisionCode,
    aggregateVersion: 1,
    data: {
      overpaymentId: id,
      enrolmentId: row.id,
      programme: row.programme,
      debtorIds: debtorsOf(loaded, months),
      fault,
      ...(partnerCode === undefined ? {} : { partnerCode }),
      months,
      decisionId,
    },
  });
  return amountFen;
}

/** Who received: who shared in the lines and lives; of a household of which nobody lives, the estates (payments.md §7). */
function debtorsOf(
  { entitled, known }: Loaded,
  months: readonly { readonly lineId: string; readonly benefitMonth: LegalMonth }[],
): string[] {
  const lineIds = new Set(months.map(({ lineId }) => lineId));
  const lines = entitled.filter(({ lineId }) => lineId !== null && lineIds.has(lineId));
  const sharers = [...new Set(lines.flatMap(({ shares }) => shares.map(({ personId }) => personId)))].sort();
  const last = months.at(-1)?.benefitMonth ?? '';
  const living = sharers.filter((id) => !isOverBy(known.deaths.get(id), last));
  return living.length === 0 ? sharers : living;
}
