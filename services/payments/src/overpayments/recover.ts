import { type Fen, fen, type LegalDay } from '@mz/domain';
import { sql } from 'kysely';
import type { Work } from '../app-kit.ts';
import { refusing } from '../constraints.ts';
import { type Posting, postJournal } from '../funds/index.ts';
import { changePlan, recoveredOf, tellPlan, tellRecovered } from './events.ts';
import type { MonthPart } from './ledger.ts';
import type { Debt, MonthRow } from './queries.ts';
import { allocate, type Share, shareOfRecovery } from './rules.ts';

/** How part of a debt came back. */
export interface Recovery {
  readonly amountFen: Fen;
  readonly kind: 'OFFSET' | 'REFUND';
  readonly means: 'OFFSET' | 'DEBTOR' | 'BANK' | 'ESTATE';
  readonly receivedOn: LegalDay;
  readonly lineId?: string;
  readonly documentNo?: string;
  readonly postings: (months: readonly MonthPart[]) => Posting[];
}

/** Takes an amount off a debt, the oldest month first: journal, entry, benefit ledger, plan, events. */
export async function recover(work: Work, debt: Debt, recovery: Recovery): Promise<void> {
  const { amountFen, kind, means } = recovery;
  const { taken, restFen } = allocate(amountFen, debt.months);
  if (restFen > 0) throw new Error('more is recovered than is outstanding');
  const { id, currentDivisionCode: divisionCode } = debt.overpayment;
  const postings = recovery.postings(taken);
  const journalId = await postJournal(work, { kind, reference: { type: 'overpayment', id }, divisionCode, postings });
  if (journalId === undefined) throw new Error('a recovery without a journal');
  await insertEntry(work, debt, { ...recovery, journalId });
  for (const { part, amountFen: recoveredFen } of taken) await takeOff(work, id, part, { recoveredFen });
  await refreshShares(work, [...new Set(taken.map(({ part }) => part.lineId))]);
  const outstandingFen = debt.outstandingFen - amountFen;
  const over = outstandingFen === 0 ? { state: 'RECOVERED', offsetBp: 0, resumeState: null, resumeBp: null } : {};
  const told = await changePlan(work, debt, over);
  tellRecovered(work, told, { amountFen, means, outstandingFen });
  tellPlan(work, told, { outstandingFen, recoveredFen: fen(recoveredOf(debt) + amountFen) });
}

/** What a journal did to a debt, as its own row. */
export async function insertEntry(
  { kit, ctx, unit }: Work,
  { overpayment }: Debt,
  entry: {
    readonly kind: 'OFFSET' | 'REFUND' | 'WRITE_OFF';
    readonly means: string;
    readonly amountFen: Fen;
    readonly receivedOn: LegalDay;
    readonly lineId?: string;
    readonly documentNo?: string;
    readonly journalId: string;
  },
): Promise<void> {
  const { kind, means, amountFen, receivedOn, lineId = null, documentNo = null, journalId } = entry;
  const row = { kind, means, amountFen, receivedOn, lineId, documentNo, journalId };
  const recorded = { recordedBy: ctx.actor.subject, recordedAt: kit.clock.wall() };
  const place = { overpaymentId: overpayment.id, currentDivisionCode: overpayment.currentDivisionCode };
  await refusing(
    { recovery_entry_document: 'DOC_DUPLICATE' },
    unit.db
      .insertInto('recoveryEntry')
      .values({ id: kit.newId(), ...row, ...recorded, ...place })
      .execute(),
  );
}

/** Counts what came back of a month, or what of it was written off. */
export async function takeOff(
  { unit }: Work,
  overpaymentId: string,
  { lineId, benefitMonth }: MonthRow,
  { recoveredFen = 0, writtenOffFen = 0 }: { recoveredFen?: Fen; writtenOffFen?: Fen },
): Promise<void> {
  await sql`
    update overpayment_month set recovered_fen = recovered_fen + ${recoveredFen}, written_off_fen = written_off_fen + ${writtenOffFen}
    where overpayment_id = ${overpaymentId} and line_id = ${lineId} and benefit_month = ${benefitMonth}`.execute(
    unit.db,
  );
}

interface ShareRow extends Share {
  readonly lineId: string;
  readonly recoveredFen: Fen;
}

/** The benefit ledger of lines after something of them came back, or its finding was withdrawn (payments.md §11). */
export async function refreshShares({ unit }: Work, lineIds: readonly string[]): Promise<void> {
  const { rows } = await sql<ShareRow>`
    select b.line_id, b.person_id, b.amount_fen, coalesce(r.recovered_fen, 0)::bigint as recovered_fen,
      exists (select from death_notice d where d.kind = 'CONFIRMED' and d.revoked_by_notice is null
        and d.person_id in (select ids_of_person(b.person_id)) and b.benefit_month > to_char(d.death_date, 'YYYY-MM'))
        as is_dead
    from benefit_entry b left join lateral (
      select sum(m.recovered_fen) as recovered_fen from overpayment_month m
        join recovery_plan p on p.overpayment_id = m.overpayment_id
      where m.line_id = b.line_id and p.state <> 'WITHDRAWN'
    ) r on true
    where b.line_id = any (${[...lineIds]}::uuid[]) order by b.line_id, b.person_id`.execute(unit.db);
  for (const [lineId, shares] of Map.groupBy(rows, (row) => row.lineId)) {
    const parts = [...shareOfRecovery(shares[0]?.recoveredFen ?? 0, shares)];
    await sql`
      update benefit_entry b set recovered_fen = coalesce(t.amount, 0),
        state = case when coalesce(t.amount, 0) = b.amount_fen and b.amount_fen > 0 then 'RECOVERED' else 'SETTLED' end
      from benefit_entry same left join unnest(${parts.map(([personId]) => personId)}::uuid[],
        ${parts.map(([, amount]) => amount)}::bigint[]) as t(person_id, amount) on t.person_id = same.person_id
      where same.line_id = ${lineId} and b.line_id = same.line_id and b.person_id = same.person_id
        and b.benefit_month = same.benefit_month and b.state in ('SETTLED', 'RECOVERED')`.execute(unit.db);
  }
}
