import type { CaseFacts } from '@mz/contracts';
import { type Fen, type LegalMonth, scopePrefix } from '@mz/domain';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import type { EntitlementTable } from '../database.ts';
import { amountOf, type RunTables } from './amounts.ts';
import { listDeaths } from './deaths.ts';
import type { RunPlace } from './doubles.ts';

/** A month of one programme and county. */
export type Run = RunPlace & { readonly benefitMonth: LegalMonth; readonly kind: 'REGULAR' | 'REISSUE' };

/** An entitlement as stored. */
export type EntitlementRow = Selectable<EntitlementTable>;

type Due = { readonly enrolmentId: string; readonly decisionId: string; readonly facts: CaseFacts };
type Owed = {
  readonly id: string;
  readonly enrolmentId: string;
  readonly amountFen: Fen;
  readonly decisionId: string;
  readonly shares: unknown;
};

const pageSize = 500;

/** Computes the month for every active enrolment that is not yet batched: one REGULAR entitlement each, none where nothing is due. */
export async function oweRegular(work: Work, run: Run, tables: RunTables): Promise<void> {
  const { db } = work.unit;
  let after: string | undefined;
  for (;;) {
    const page = await duePage(db, run, after);
    await owePage(work, run, { page, tables });
    if (page.length < pageSize) return;
    after = page.at(-1)?.enrolmentId;
  }
}

async function owePage(
  { kit, unit }: Work,
  { benefitMonth }: Run,
  { page, tables }: { readonly page: readonly Due[]; readonly tables: RunTables },
): Promise<void> {
  const persons = page.flatMap(({ facts }) => facts.members.map(({ personId }) => personId));
  const deaths = await listDeaths(unit.db, persons);
  const computed = page.map(({ enrolmentId, decisionId, facts }): Owed => {
    const { amountFen, shares } = amountOf(facts, benefitMonth, { tables, deaths });
    return { id: kit.newId(), enrolmentId, decisionId, amountFen, shares };
  });
  await putRegular(
    unit.db,
    benefitMonth,
    computed.filter(({ amountFen }) => amountFen > 0),
  );
  const nothing = computed.filter(({ amountFen }) => amountFen === 0).map(({ enrolmentId }) => enrolmentId);
  await dropRegular(unit.db, benefitMonth, nothing);
}

/** What a repeated run computes anew replaces what is not batched yet; a batched month stays. */
async function putRegular(db: Db, month: LegalMonth, owed: readonly Owed[]): Promise<void> {
  await sql`
    insert into entitlement (id, enrolment_id, benefit_month, kind, cause_id, amount_fen, decision_id, shares)
    select id, "enrolmentId", ${month}, 'REGULAR', "enrolmentId", "amountFen", "decisionId", shares
    from jsonb_to_recordset(${JSON.stringify(owed)}::jsonb)
      as owed (id uuid, "enrolmentId" uuid, "amountFen" bigint, "decisionId" uuid, shares jsonb)
    on conflict (enrolment_id, benefit_month, kind, cause_id) do update
      set amount_fen = excluded.amount_fen, shares = excluded.shares, decision_id = excluded.decision_id
      where entitlement.line_id is null`.execute(db);
}

async function dropRegular(db: Db, month: LegalMonth, enrolmentIds: readonly string[]): Promise<void> {
  await db
    .deleteFrom('entitlement')
    .where(sql<SqlBool>`enrolment_id = any(${[...enrolmentIds]}::uuid[])`)
    .where('benefitMonth', '=', month)
    .where('kind', '=', 'REGULAR')
    .where('lineId', 'is', null)
    .execute();
}

async function duePage(db: Db, run: Run, after: string | undefined): Promise<Due[]> {
  const { benefitMonth: month } = run;
  const batched = sql<SqlBool>`exists (
    select from entitlement where enrolment_id = enrolment.id and benefit_month = ${month} and kind = 'REGULAR'
      and line_id is not null)`;
  let query = db
    .selectFrom('enrolment')
    .innerJoin('decision', 'decision.id', 'enrolment.decisionId')
    .select(['enrolment.id as enrolmentId', 'enrolment.decisionId', 'enrolment.programme'])
    .select(sql<unknown>`decision.capsule -> 'facts'`.as('facts'))
    .where(inRun(run))
    .where('enrolment.state', '=', 'ACTIVE')
    .where('fromMonth', '<=', month)
    .where((one) => one.or([one('lastMonth', 'is', null), one('lastMonth', '>=', month)]))
    .where((one) => one.not(batched))
    .orderBy('enrolment.id')
    .limit(pageSize);
  if (after !== undefined) query = query.where('enrolment.id', '>', after);
  const rows = await query.execute();
  // Parse border: the capsule was written from the rules' own facts and is never changed.
  return rows.map(({ facts, programme, ...row }) => ({
    ...row,
    facts: { ...(facts as CaseFacts), programme } as CaseFacts,
  }));
}

/** A failed line whose payee has another account by now is owed again, once: the failed line is the cause (handbook §6). */
export async function oweReissues({ kit, unit }: Work, run: Run): Promise<void> {
  const failed = await unit.db
    .selectFrom('entitlement')
    .innerJoin('batchLine', 'batchLine.lineId', 'entitlement.lineId')
    .innerJoin('enrolment', 'enrolment.id', 'entitlement.enrolmentId')
    .select(['entitlement.enrolmentId', 'entitlement.amountFen', 'entitlement.decisionId', 'entitlement.shares'])
    .select('batchLine.lineId as causeId')
    .where(inRun(run))
    .where('entitlement.state', '=', 'FAILED')
    .where('entitlement.benefitMonth', '=', run.benefitMonth)
    .where('enrolment.payeeUsableFrom', '<=', kit.clock.today())
    .where(sql<SqlBool>`(enrolment.payee_id is distinct from batch_line.payee_id
      or enrolment.payee_usable_from > batch_line.payee_usable_from)`)
    .execute();
  const owed = failed.map((row) => ({ ...row, id: kit.newId() }));
  await sql`
    insert into entitlement (id, enrolment_id, benefit_month, kind, cause_id, amount_fen, decision_id, shares)
    select id, "enrolmentId", ${run.benefitMonth}, 'REISSUE', "causeId", "amountFen", "decisionId", shares
    from jsonb_to_recordset(${JSON.stringify(owed)}::jsonb)
      as owed (id uuid, "enrolmentId" uuid, "causeId" uuid, "amountFen" bigint, "decisionId" uuid, shares jsonb)
    on conflict (enrolment_id, benefit_month, kind, cause_id) do nothing`.execute(unit.db);
}

/** What is owed for the run's month and in no batch yet, held lines among it. */
export function listUnbatched(db: Db, run: Run): Promise<EntitlementRow[]> {
  return (
    db
      .selectFrom('entitlement')
      .innerJoin('enrolment', 'enrolment.id', 'entitlement.enrolmentId')
      .selectAll('entitlement')
      .where(inRun(run))
      .where('benefitMonth', '=', run.benefitMonth)
      .where('kind', '=', run.kind)
      .where('lineId', 'is', null)
      // A suspended household waits with its month; what once failed is owed whatever came after.
      .where(sql<SqlBool>`(kind = 'REISSUE' or enrolment.state = 'ACTIVE')`)
      .orderBy('entitlement.id')
      .execute()
  );
}

function inRun({ programme, divisionCode }: RunPlace) {
  const prefix = scopePrefix(divisionCode);
  return sql<SqlBool>`enrolment.programme = ${programme} and enrolment.current_division_code >= ${prefix}
    and enrolment.current_division_code < ${`${prefix}~`}`;
}
