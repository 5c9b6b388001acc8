import { type EventOf, paymentBatchPulled, paymentBatchRefused, type paymentBatchSealed } from '@mz/contracts';
import { createSealer } from '@mz/crypto';
import { jsonb } from '@mz/db';
import type { Outcome } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Work } from '../app-kit.ts';
import { endWithdrawnOf } from '../line-end.ts';
import { screen, tellHeld } from '../screening/index.ts';
import type { PulledBatch } from './pull.ts';
import { type BatchRefusal, checkSeal } from './seal-rules.ts';

type Sealed = EventOf<typeof paymentBatchSealed>;

const done: Outcome = { kind: 'done' };
const staleMs = 86_400_000;

/** Accepts a pulled batch whole and screens it, or refuses it whole; a batch that has a run changes nothing. */
export async function takeOver(work: Work, event: Sealed, pulled: PulledBatch | undefined): Promise<Outcome> {
  const { unit, kit } = work;
  const { batchId, sha256, bureau, programme, divisionCode, benefitMonth } = event.data;
  const known = await unit.db.selectFrom('run').select('sha256').where('id', '=', batchId).executeTakeFirst();
  if (known !== undefined) {
    if (known.sha256 !== sha256) reportConflict(work, batchId);
    await clearStaging(work, batchId);
    return done;
  }
  // Somebody else took it over between our look and now, and lost its run: pull it again.
  if (pulled === undefined) throw new Error(`batch ${batchId} was not pulled`);
  const code = checkSealOf(work, event, pulled) ?? (await checkReferences(work, event, pulled));
  await insertRun(work, event, { pulled, code });
  const batch = { batchId, bureau, programme, divisionCode, benefitMonth };
  const publication = { subject: batchId, divisionCode, aggregateVersion: 1 };
  if (code === undefined) {
    await insertLines(work, event, pulled);
    await screen(work, { id: batchId, programme, currentDivisionCode: divisionCode, benefitMonth });
    await endWithdrawnOf(work, batchId);
    unit.publish(paymentBatchPulled, { ...publication, data: batch });
  } else {
    kit.log.warn({ batchId, bureau, code }, 'a sealed batch was refused');
    unit.publish(paymentBatchRefused, { ...publication, data: { ...batch, code } });
  }
  unit.audit({ action: 'runs.pull', recordType: 'run', recordId: batchId, after: { code: code ?? null, sha256 } });
  await clearStaging(work, batchId);
  return done;
}

function reportConflict({ kit, unit }: Work, batchId: string): void {
  kit.log.warn({ batchId, code: 'BATCH_CONFLICT' }, 'a batch was offered again with another content');
  unit.audit({ action: 'runs.pull', recordType: 'run', recordId: batchId, after: { code: 'BATCH_CONFLICT' } });
}

/** The keys of the bureau come from our own key store, never from the batch. */
function checkSealOf({ kit }: Work, { data }: Sealed, { head, digest }: PulledBatch): BatchRefusal | undefined {
  const pinned = createSealer(kit.keys, `signing/${data.bureau}`).publicKeys();
  return checkSeal({ announced: data, head, digest, pinned });
}

async function checkReferences(
  { unit }: Work,
  { data }: Sealed,
  { pullId }: PulledBatch,
): Promise<BatchRefusal | undefined> {
  const { rows } = await sql<{
    unknownProgramme: boolean;
    unknownPayees: number;
    wrongKinds: number;
    wrongCauses: number;
  }>`
    select not exists (select from programme p where p.code = ${data.programme} and p.bureau = ${data.bureau}
        and p.valid_from <= ${data.benefitMonth} and coalesce(p.valid_to, '9999-12') >= ${data.benefitMonth})
        as unknown_programme,
      count(*) filter (where p.id is null)::int as unknown_payees,
      count(*) filter (where p.kind <> all (select unnest(payee_kinds) from programme where code = ${data.programme}))::int
        as wrong_kinds,
      count(*) filter (where s.kind = 'REISSUE' and c.id is null)::int as wrong_causes
    from batch_staging s
      left join payee p on p.id = s.payee_id and (p.enrolment_id = s.enrolment_id or p.enrolment_id is null)
      left join line c on c.id = s.cause_id and c.state in ('FAILED', 'SUSPENDED')
        and c.enrolment_id = s.enrolment_id
        and c.benefit_month = s.benefit_month
        and c.amount_fen - c.deduction_fen = s.amount_fen - s.deduction_fen
    where s.pull_id = ${pullId}`.execute(unit.db);
  const [found] = rows;
  if (found?.unknownProgramme) return 'PROGRAMME_UNKNOWN';
  if ((found?.unknownPayees ?? 0) > 0) return 'PAYEE_UNKNOWN';
  if ((found?.wrongKinds ?? 0) > 0) return 'PAYEE_NOT_ENTITLED';
  return (found?.wrongCauses ?? 0) > 0 ? 'REISSUE_CAUSE_INVALID' : undefined;
}

async function insertRun(
  { kit, unit }: Work,
  { data }: Sealed,
  { pulled, code }: { pulled: PulledBatch; code: BatchRefusal | undefined },
): Promise<void> {
  const { head } = pulled;
  const now = kit.clock.wall();
  const people = [head.checkerId, ...head.approverIds, head.sealerId, ...head.caseApproverIds];
  await unit.db
    .insertInto('run')
    .values({
      id: data.batchId,
      bureau: data.bureau,
      programme: data.programme,
      eventDivisionCode: data.divisionCode,
      currentDivisionCode: data.divisionCode,
      benefitMonth: data.benefitMonth,
      state: code === undefined ? 'SCREENED' : 'REFUSED',
      refusedCode: code ?? null,
      lineCount: data.count,
      totalFen: data.totalFen,
      sha256: data.sha256,
      seal: jsonb(head.seal),
      sealedOn: data.sealedOn,
      separatedFrom: [...new Set(people)],
      createdAt: now,
      updatedAt: now,
    })
    .execute();
}

/**
 * The sealed lines as they are, ready until screening holds one; what was paid or is being paid already is refused line by
 * line and told.
 */
async function insertLines(work: Work, { data }: Sealed, { pullId }: PulledBatch): Promise<void> {
  const { db } = work.unit;
  const run = { id: data.batchId, currentDivisionCode: data.divisionCode };
  await sql`
    insert into line (id, run_id, enrolment_id, benefit_month, kind, cause_id, payee_id, amount_fen, deduction_fen,
      decision_id, fund_split, fund_id, fail_count, liability, state, current_division_code)
    select s.line_id, ${run.id}, s.enrolment_id, s.benefit_month, s.kind, s.cause_id, s.payee_id, s.amount_fen,
      s.deduction_fen, s.decision_id, s.fund_split, c.fund_id, coalesce(c.fail_count, 0),
      coalesce(c.liability, 'PAYABLE'), 'READY', ${run.currentDivisionCode}
    from batch_staging s left join line c on s.kind = 'REISSUE' and c.id = s.cause_id
    where s.pull_id = ${pullId} order by s.line_id
    on conflict (enrolment_id, benefit_month, kind, cause_id) where state <> 'CANCELLED' do nothing`.execute(db);
  await sql`
    insert into benefit_entry (person_id, line_id, programme, bureau, benefit_month, amount_fen, state, decision_id,
      current_division_code)
    select (share ->> 'personId')::uuid, l.id, ${data.programme}, ${data.bureau}, l.benefit_month,
      sum((share ->> 'amountFen')::bigint), 'OWED', l.decision_id, l.current_division_code
    from batch_staging s join line l on l.id = s.line_id, jsonb_array_elements(s.shares) share
    where s.pull_id = ${pullId} group by 1, l.id`.execute(db);
  const { rows } = await sql<{ lineId: string; enrolmentId: string; benefitMonth: string }>`
    with refused as (
      insert into refused_line (run_id, line_id, enrolment_id, code, amount_fen)
      select ${run.id}, s.line_id, s.enrolment_id, 'DUPLICATE_LINE', s.amount_fen from batch_staging s
      where s.pull_id = ${pullId} and not exists (select from line l where l.id = s.line_id)
      returning line_id
    )
    select s.line_id, s.enrolment_id, s.benefit_month from batch_staging s join refused on refused.line_id = s.line_id
    where s.pull_id = ${pullId} order by s.line_id`.execute(db);
  for (const line of rows) tellHeld(work, run, { ...line, code: 'DUPLICATE_LINE' });
}

/** With a run nobody needs what any pull of the batch has staged; what is a day old belongs to a pull that died. */
async function clearStaging({ kit, unit }: Work, batchId: string): Promise<void> {
  const stale = new Date(kit.clock.wall().getTime() - staleMs);
  await sql`delete from batch_staging where batch_id = ${batchId} or staged_at < ${stale}`.execute(unit.db);
}
