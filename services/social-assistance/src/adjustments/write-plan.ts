import { entitlementWithdrawn, overpaymentAssessed, overpaymentWithdrawn } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type Fen, fen, type LegalMonth, sumFen } from '@mz/domain';
import { type SqlBool, sql } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import { refreshDeductions, takeOutOfBatches } from '../batches/index.ts';
import { isOverBy, type MonthDue } from '../rules/index.ts';
import type { Claim, Entitled, Loaded, SupplementMonth } from './load.ts';
import { dueAgain, type MonthPlan, type Plan } from './rules.ts';
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
    ...(await deductedLines(db, loaded, fallen)),
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

/** What came back of a claim that no longer stands, by offset or in cash, is the household's again. */
function givenBack({ recoveredFen, months }: Claim): SupplementMonth[] {
  const amountFen = dueAgain({ recoveredFen, returnedFen: 0 });
  const [first] = months;
  return amountFen === 0 || first === undefined ? [] : [{ month: first.benefitMonth, amountFen, offset: true }];
}

/**
 * Lines with payments that would still take back for a claim that fell: a failed one, too, for its re-issue keeps back the
 * same; a re-issue that is not sealed yet goes with it.
 */
async function deductedLines(db: Db, { entitled }: Loaded, fallen: readonly Claim[]): Promise<string[]> {
  if (fallen.length === 0) return [];
  const kept = entitled.filter(({ sealed, deductionFen }) => sealed && deductionFen > 0);
  const failed = kept.filter(({ lineId, state }) => {
    return state === 'FAILED' && !entitled.some((one) => isAgain(one, lineId) && one.sealed);
  });
  const open = entitled.filter((one) => failed.some(({ lineId }) => isAgain(one, lineId))).map(({ id }) => id);
  await takeOutOfBatches(db, open);
  await db
    .updateTable('entitlement')
    .set({ state: 'CANCELLED' })
    .where(sql<SqlBool>`id = any(${open}::uuid[])`)
    .execute();
  return [...kept.filter(({ state }) => state === 'BATCHED' || state === 'HELD'), ...failed].map(({ id }) => id);
}

function isAgain({ kind, causeId }: Entitled, lineId: string | null): boolean {
  return kind === 'REISSUE' && causeId === lineId;
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
  const set = { state: 'WITHDRAWN', returnedFen: claim.recoveredFen };
  await unit.db.updateTable('overpaymentClaim').set(set).where('id', '=', claim.id).execute();
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
