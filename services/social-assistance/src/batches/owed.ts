import { type Fen, type LegalDay, type LegalMonth, type ParameterSource, scopePrefix } from '@mz/domain';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import type { EntitlementTable } from '../database.ts';
import { listDeaths } from '../known-deaths.ts';
import { type DueFacts, dueAmount, onceSource } from '../rules/index.ts';
import { lookedUp, type RunTables } from './amounts.ts';
import { type AssessmentRow, toAssessed } from './assessed.ts';
import type { RunPlace } from './doubles.ts';

/** A month of one programme and county. */
export type Run = RunPlace & { readonly benefitMonth: LegalMonth; readonly kind: 'REGULAR' | 'REISSUE' };

/** An entitlement as stored. */
export type EntitlementRow = Selectable<EntitlementTable>;

/** A line's payee as the enrolment has it. */
type Payee = { readonly payeeId: string | null; readonly payeeUsableFrom: LegalDay | null };
type Due = Payee & {
  readonly enrolmentId: string;
  readonly decisionId: string;
  /** An earlier run owed the month, and no batch has it yet. */
  readonly isOwed: boolean;
  readonly known: Omit<DueFacts, 'deaths'>;
};
type DueRow = AssessmentRow &
  Omit<Due, 'known'> & {
    readonly lastMonth: LegalMonth | null;
    readonly pausedFrom: LegalMonth | null;
    readonly assessedFrom: LegalMonth;
  };
/** A regular month as computed; it is not written yet. */
export type Owed = Payee & {
  readonly id: string;
  readonly enrolmentId: string;
  readonly amountFen: Fen;
  readonly decisionId: string;
  readonly shares: unknown;
};

const pageSize = 1000;

/** States in which a month is generated: a household that is leaving or moving is paid until its last month. */
const paidStates = ['ACTIVE', 'TAPERING', 'TRANSFERRING'];

/**
 * Computes the month for every enrolment that is paid and not yet batched: one REGULAR entitlement each, none where nothing
 * is due. What an earlier run owed is computed anew and written; what is owed for the first time is given back, to be
 * written with its line. An adjustment waits for the run, and the run for it: neither computes from facts that the other
 * changes.
 */
export async function oweRegular(work: Work, run: Run, tables: RunTables): Promise<Owed[]> {
  const { db } = work.unit;
  const { rows } = await sql<{ id: string }>`
    select id from enrolment where ${inRun(run)} order by id for share`.execute(db);
  const source = onceSource(tables.source);
  const fresh: Owed[] = [];
  for (let from = 0; from < rows.length; from += pageSize) {
    const ids = rows.slice(from, from + pageSize).map(({ id }) => id);
    fresh.push(...(await owePage(work, run, { page: await duePage(db, { run, tables, ids }), source })));
  }
  return fresh;
}

async function owePage(
  { kit, unit }: Work,
  { benefitMonth }: Run,
  { page, source }: { readonly page: readonly Due[]; readonly source: ParameterSource },
): Promise<Owed[]> {
  const persons = page.flatMap(({ known }) => known.assessments.flatMap(({ facts }) => facts.members));
  const deaths = await listDeaths(
    unit.db,
    persons.map(({ personId }) => personId),
  );
  const computed = page.map(({ enrolmentId, decisionId, payeeId, payeeUsableFrom, isOwed, known }) => {
    const due = lookedUp(() => dueAmount({ ...known, deaths }, benefitMonth, source));
    const { amountFen, shares } = due;
    return { id: kit.newId(), enrolmentId, decisionId, payeeId, payeeUsableFrom, isOwed, amountFen, shares };
  });
  const again = computed.filter(({ isOwed }) => isOwed);
  if (again.length > 0) await putAgain(unit.db, benefitMonth, again);
  return computed.filter(({ isOwed, amountFen }) => !isOwed && amountFen > 0);
}

/** What a repeated run computes anew replaces what is not batched yet; a batched month stays. */
async function putAgain(db: Db, month: LegalMonth, computed: readonly Owed[]): Promise<void> {
  const owed = computed.filter(({ amountFen }) => amountFen > 0);
  const nothing = computed.filter(({ amountFen }) => amountFen === 0).map(({ enrolmentId }) => enrolmentId);
  await dropRegular(db, month, nothing);
  await sql`
    update entitlement set amount_fen = owed."amountFen", shares = owed.shares, decision_id = owed."decisionId"
    from jsonb_to_recordset(${JSON.stringify(owed)}::jsonb)
      as owed ("enrolmentId" uuid, "amountFen" bigint, "decisionId" uuid, shares jsonb)
    where enrolment_id = owed."enrolmentId" and benefit_month = ${month} and kind = 'REGULAR'
      and cause_id = owed."enrolmentId" and line_id is null and entitlement.state <> 'CANCELLED'`.execute(db);
}

async function dropRegular(db: Db, month: LegalMonth, enrolmentIds: readonly string[]): Promise<void> {
  await db
    .deleteFrom('entitlement')
    .where(sql<SqlBool>`enrolment_id = any(${[...enrolmentIds]}::uuid[])`)
    .where('benefitMonth', '=', month)
    .where('kind', '=', 'REGULAR')
    .where('lineId', 'is', null)
    .where('state', 'in', ['OWED', 'HELD'])
    .execute();
}

async function duePage(
  db: Db,
  { run, tables, ids }: { readonly run: Run; readonly tables: RunTables; readonly ids: readonly string[] },
): Promise<Due[]> {
  const { benefitMonth: month } = run;
  const { rows } = await sql<DueRow>`
    select enrolment.id as enrolment_id, enrolment.programme, enrolment.from_month, enrolment.last_month,
      enrolment.current_division_code as division_code,
      enrolment.payee_id, enrolment.payee_usable_from, owed.state is not null as is_owed,
      assessed.from_month as assessed_from, assessed.kept_fen, assessed.kept_until, decision.capsule -> 'facts' as facts,
      (select min(from_month) from enrolment_pause where enrolment_id = enrolment.id and to_month is null) as paused_from,
      coalesce((select id from decision as later where later.enrolment_id = enrolment.id and later.from_month <= ${month}
        order by recorded_at desc, id desc limit 1), assessed.decision_id) as decision_id
    from unnest(${[...ids]}::uuid[]) as wanted (id)
    cross join lateral (select * from enrolment where enrolment.id = wanted.id offset 0) as enrolment
    cross join lateral (select * from assessment where enrolment_id = enrolment.id and from_month <= ${month}
      order by recorded_at desc, id desc limit 1) as assessed
    join decision on decision.id = assessed.decision_id
    left join lateral (select state, line_id from entitlement where enrolment_id = enrolment.id
      and benefit_month = ${month} and kind = 'REGULAR' and cause_id = enrolment.id and state <> 'CANCELLED'
      offset 0) as owed on true
    where enrolment.state = any(${paidStates}) and enrolment.from_month <= ${month}
      and (enrolment.last_month is null or enrolment.last_month >= ${month})
      and owed.line_id is null
    order by enrolment.id`.execute(db);
  return rows.map((row) => ({
    enrolmentId: row.enrolmentId,
    decisionId: row.decisionId,
    payeeId: row.payeeId,
    payeeUsableFrom: row.payeeUsableFrom,
    isOwed: row.isOwed,
    known: {
      enrolledFrom: row.fromMonth,
      lastMonth: row.lastMonth,
      pausedFrom: row.pausedFrom,
      assessments: [toAssessed({ ...row, fromMonth: row.assessedFrom }, tables)],
    },
  }));
}

/**
 * A failed line whose payee has another account by now is owed again, once: the failed line is the cause (handbook §6). A
 * bank's own error needs no other account, but for the re-issue itself (payments.md §5). They are few, and written at once.
 */
export async function oweReissues({ kit, unit }: Work, run: Run): Promise<Owed[]> {
  const failed = await unit.db
    .selectFrom('entitlement')
    .innerJoin('batchLine', 'batchLine.lineId', 'entitlement.lineId')
    .innerJoin('enrolment', 'enrolment.id', 'entitlement.enrolmentId')
    .select(['entitlement.enrolmentId', 'entitlement.amountFen', 'entitlement.decisionId', 'entitlement.shares'])
    .select(['batchLine.lineId as causeId', 'entitlement.months'])
    .where(inRun(run))
    .where('entitlement.state', '=', 'FAILED')
    .where('entitlement.benefitMonth', '=', run.benefitMonth)
    .where('enrolment.payeeUsableFrom', '<=', kit.clock.today())
    .where(sql<SqlBool>`(enrolment.payee_id is distinct from batch_line.payee_id
      or enrolment.payee_usable_from > batch_line.payee_usable_from
      or (entitlement.fail_code = 'BANK_ERROR' and entitlement.kind <> 'REISSUE'))`)
    .execute();
  const owed = failed.map((row) => ({ ...row, id: kit.newId() }));
  await sql`
    insert into entitlement (id, enrolment_id, benefit_month, kind, cause_id, amount_fen, decision_id, shares, months)
    select id, "enrolmentId", ${run.benefitMonth}, 'REISSUE', "causeId", "amountFen", "decisionId", shares,
      nullif(months, 'null'::jsonb)
    from jsonb_to_recordset(${JSON.stringify(owed)}::jsonb)
      as owed (id uuid, "enrolmentId" uuid, "causeId" uuid, "amountFen" bigint, "decisionId" uuid, shares jsonb,
        months jsonb)
    on conflict (enrolment_id, benefit_month, kind, cause_id) where state <> 'CANCELLED' do nothing`.execute(unit.db);
  return [];
}

/** What is owed until the run's month and in no batch yet, held lines among it, locked against an adjustment. */
export function listUnbatched(db: Db, run: Run): Promise<EntitlementRow[]> {
  return unbatched(db, run).where('entitlement.state', 'in', ['OWED', 'HELD']).forUpdate('entitlement').execute();
}

/** What an earlier scan kept out. */
export function listHeld(db: Db, run: Run): Promise<EntitlementRow[]> {
  return unbatched(db, run).where('entitlement.state', '=', 'HELD').execute();
}

function unbatched(db: Db, run: Run) {
  const owed = db
    .selectFrom('entitlement')
    .innerJoin('enrolment', 'enrolment.id', 'entitlement.enrolmentId')
    .selectAll('entitlement')
    .where(inRun(run))
    .where('lineId', 'is', null)
    .orderBy('entitlement.id');
  // What once failed is owed whatever came after; the rest waits while a household is suspended.
  return run.kind === 'REISSUE'
    ? owed.where('kind', '=', 'REISSUE').where('benefitMonth', '=', run.benefitMonth)
    : owed
        .where('kind', 'in', ['REGULAR', 'SUPPLEMENT'])
        .where('benefitMonth', '<=', run.benefitMonth)
        .where('enrolment.state', '<>', 'SUSPENDED');
}

function inRun({ programme, divisionCode }: RunPlace) {
  const prefix = scopePrefix(divisionCode);
  return sql<SqlBool>`enrolment.programme = ${programme} and enrolment.current_division_code >= ${prefix}
    and enrolment.current_division_code < ${`${prefix}~`}`;
}
