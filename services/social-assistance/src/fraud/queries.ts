import type { getFraudCase, OperationOutputOf } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { FraudCaseTable } from '../database.ts';
import { enrolledIn, logShown } from '../readings.ts';

/** A case of fraud as the API shows it. */
export type FraudCase = OperationOutputOf<typeof getFraudCase>;

/** A case of fraud as stored. */
export type FraudRow = Selectable<FraudCaseTable>;

/** One case of fraud; throws FRAUD_UNKNOWN, also outside the caller's reach. */
export function findFraudCase(kit: AppKit, ctx: Context, id: string): Promise<FraudCase> {
  return kit.read(ctx, async (db) => {
    const row = await db.selectFrom('fraudCase').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw fail('FRAUD_UNKNOWN');
    const persons = enrolledIn([row.enrolmentId]);
    const [found] = await Promise.all([
      toFraudCase(db, row),
      logShown(kit, ctx, db, { persons, facts: ['INCOME', 'ASSETS', 'BENEFIT'] }),
    ]);
    return found;
  });
}

/** The shape of a stored case with its fine. */
export async function toFraudCase(db: Db, row: FraudRow): Promise<FraudCase> {
  const fine = await db.selectFrom('fine').select('amountFen').where('fraudId', '=', row.id).executeTakeFirst();
  return {
    id: row.id,
    enrolmentId: row.enrolmentId,
    fromMonth: row.fromMonth,
    state: row.state,
    proposedOn: row.proposedOn,
    settledOn: row.settledOn,
    decisionId: row.decisionId,
    unlawfulFen: row.unlawfulFen,
    fineFen: fine?.amountFen ?? null,
    version: row.version,
  };
}
