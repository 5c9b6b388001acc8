import type { getEnrolment, OperationOutputOf } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { listUnderAppeal } from '../applications/index.ts';
import type { EnrolmentTable, EntitlementTable } from '../database.ts';
import { enrolledIn, logShown } from '../readings.ts';

/** An enrolment as the API shows it. */
export type Enrolment = OperationOutputOf<typeof getEnrolment>;

type EnrolmentRow = Selectable<EnrolmentTable>;
type EntitlementRow = Selectable<EntitlementTable>;

/** One enrolment with its monthly entitlements; throws NOT_FOUND, also when it lies outside the caller's reach. */
export async function findEnrolment(kit: AppKit, ctx: Context, id: string): Promise<Enrolment> {
  const found = (await findEnrolmentsById(kit, ctx, [id])).get(id);
  if (found === undefined) throw fail('NOT_FOUND');
  return found;
}

/** The enrolments of these ids that are in reach, by id. */
export function findEnrolmentsById(kit: AppKit, ctx: Context, ids: readonly string[]): Promise<Map<string, Enrolment>> {
  if (ids.length === 0) return Promise.resolve(new Map());
  return kit.read(ctx, async (db) => {
    const wanted = [...new Set(ids)];
    const [rows, entitlements, appealed] = await Promise.all([
      db.selectFrom('enrolment').selectAll().where(sql<SqlBool>`id = any(${wanted}::uuid[])`).execute(),
      listEntitlements(db, wanted),
      listUnderAppeal(db, 'enrolmentId', wanted),
      logShown(kit, ctx, db, { persons: enrolledIn(wanted), facts: ['BENEFIT'] }),
    ]);
    const byEnrolment = Map.groupBy(entitlements, ({ enrolmentId }) => enrolmentId);
    return new Map(
      rows.map((row) => {
        const shape = toEnrolment(row, byEnrolment.get(row.id) ?? []);
        return [row.id, { ...shape, underAppeal: appealed.has(row.id) }];
      }),
    );
  });
}

function listEntitlements(db: Db, enrolmentIds: readonly string[]): Promise<EntitlementRow[]> {
  return db
    .selectFrom('entitlement')
    .selectAll()
    .where(sql<SqlBool>`enrolment_id = any(${[...enrolmentIds]}::uuid[])`)
    .orderBy('benefitMonth')
    .orderBy('id')
    .execute();
}

function toEnrolment(row: EnrolmentRow, entitlements: readonly EntitlementRow[]): Enrolment {
  return {
    id: row.id,
    applicationId: row.applicationId,
    householdId: row.householdId,
    programme: row.programme,
    state: row.state,
    class: row.class,
    divisionCode: row.currentDivisionCode,
    fromMonth: row.fromMonth,
    lastMonth: row.lastMonth,
    amountFen: row.amountFen,
    certificateNo: row.certificateNo,
    payeeId: row.payeeId,
    nextReviewOn: row.nextReviewOn,
    entitlements: entitlements.map((entitlement) => ({
      id: entitlement.id,
      benefitMonth: entitlement.benefitMonth,
      kind: entitlement.kind,
      amountFen: entitlement.amountFen,
      decisionId: entitlement.decisionId,
      // Parse border: only the monthly run writes the shares, from the rules' own shape.
      shares: entitlement.shares as Enrolment['entitlements'][number]['shares'],
      lineId: entitlement.lineId,
      state: entitlement.state === 'FAILED' && entitlement.suspendedOn !== null ? 'SUSPENDED' : entitlement.state,
    })),
    version: row.version,
  };
}
