import { createHash } from 'node:crypto';
import { paymentBatchSealed } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type Context, refusal } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { canonicalLine, toSealedLine } from './canonical.ts';
import { type Batch, listLines } from './queries.ts';
import { officersOf, separate, stepBatch } from './step.ts';

/** The bureau's name in batches. */
export const bureau = 'social-assistance';

const pageSize = 1000;

/**
 * Seals an approved batch in one transaction (payments.md §3): payees and lines frozen, canonical form hashed and signed,
 * payment-batch.sealed published. Throws PAYEE_MISSING with every enrolment that has no payee.
 */
export function sealBatch(kit: AppKit, ctx: Context, id: string): Promise<Batch> {
  return stepBatch(kit, ctx, id, {
    action: 'seal',
    separatedFrom: officersOf,
    async run({ unit }, row) {
      separate(kit, ctx, row, await listCaseApprovers(unit.db, id));
      await freezePayees(unit.db, id);
      const sha256 = await hashLines(unit.db, id);
      const sealedOn = kit.clock.today();
      const { programme, divisionCode, benefitMonth, lineCount: count, totalFen } = row;
      unit.publish(paymentBatchSealed, {
        subject: id,
        divisionCode,
        aggregateVersion: row.version + 1,
        data: { batchId: id, bureau, programme, divisionCode, benefitMonth, count, totalFen, sha256, sealedOn },
      });
      return { sha256, seal: jsonb(kit.sealer.seal(sha256)), sealedOn, sealedBy: ctx.actor.subject };
    },
  });
}

/** Who approved the cases of a batch: neither its sealer nor, at payments, its finance confirmer. */
export async function listCaseApprovers(db: Db, batchId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('batchLine')
    .innerJoin('enrolment', 'enrolment.id', 'batchLine.enrolmentId')
    .select('approvedBy')
    .distinct()
    .where('batchId', '=', batchId)
    .orderBy('approvedBy')
    .execute();
  return rows.map(({ approvedBy }) => approvedBy);
}

/** A line has the payee of its making; it is written again only where the enrolment has another by now. */
async function freezePayees(db: Db, batchId: string): Promise<void> {
  await sql`
    update batch_line set payee_id = enrolment.payee_id, payee_usable_from = enrolment.payee_usable_from
    from enrolment where enrolment.id = enrolment_id and batch_id = ${batchId}
      and (batch_line.payee_id, batch_line.payee_usable_from) is distinct from
        (enrolment.payee_id, enrolment.payee_usable_from)`.execute(db);
  const missing = await db
    .selectFrom('batchLine')
    .select('enrolmentId')
    .distinct()
    .where('batchId', '=', batchId)
    .where('payeeId', 'is', null)
    .orderBy('enrolmentId')
    .execute();
  if (missing.length === 0) return;
  throw refusal(missing.map(({ enrolmentId }) => ({ code: 'PAYEE_MISSING', detail: enrolmentId })));
}

async function hashLines(db: Db, batchId: string): Promise<string> {
  const hash = createHash('sha256');
  let after: string | undefined;
  for (;;) {
    const page = await listLines(db, batchId, { after, limit: pageSize });
    for (const row of page) hash.update(canonicalLine(toSealedLine(row)));
    if (page.length < pageSize) return hash.digest('hex');
    after = page.at(-1)?.lineId;
  }
}
