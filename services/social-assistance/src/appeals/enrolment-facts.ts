import type { CaseFacts } from '@mz/contracts';
import type { LegalMonth } from '@mz/domain';
import { fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { DecisionRow } from './queries.ts';

/** State of an enrolment; throws NOT_FOUND. */
export async function getEnrolment(db: Db, id: string): Promise<{ readonly state: string }> {
  const row = await db.selectFrom('enrolment').select('state').where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw fail('NOT_FOUND');
  return row;
}

/** The facts that held for an enrolment before a decision changed them: of the latest assessment that was made before it. */
export async function findFactsBefore(db: Db, enrolmentId: string, decision: DecisionRow): Promise<CaseFacts> {
  const row = await db
    .selectFrom('assessment')
    .innerJoin('decision', 'decision.id', 'assessment.decisionId')
    .innerJoin('enrolment', 'enrolment.id', 'assessment.enrolmentId')
    .select(['programme', sql<unknown>`decision.capsule -> 'facts'`.as('facts')])
    .where('assessment.enrolmentId', '=', enrolmentId)
    .where('decision.id', '<>', decision.id)
    .where('decision.recordedAt', '<', (one) =>
      one.selectFrom('decision as appealed').select('appealed.recordedAt').where('appealed.id', '=', decision.id),
    )
    .orderBy('decision.recordedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) throw new Error(`Decision ${decision.id} has nothing before it`);
  return plainFacts(row.facts, row.programme);
}

/** The facts of a decision and the last month that it set. */
export async function factsOfDecision(
  db: Db,
  decision: DecisionRow,
): Promise<{ readonly facts: CaseFacts; readonly lastMonth: LegalMonth }> {
  const row = await db
    .selectFrom('decision')
    .innerJoin('enrolment', 'enrolment.id', 'decision.enrolmentId')
    .select(['programme', sql<unknown>`decision.capsule -> 'facts'`.as('facts')])
    .select(sql<string | null>`decision.capsule #>> '{facts,change,lastMonth}'`.as('lastMonth'))
    .where('decision.id', '=', decision.id)
    .executeTakeFirstOrThrow();
  return { facts: plainFacts(row.facts, row.programme), lastMonth: row.lastMonth ?? '' };
}

/** Parse border: a capsule was written from the rules' own facts; parameters are looked up anew. */
function plainFacts(facts: unknown, programme: string): CaseFacts {
  const { change: _, ...rest } = facts as CaseFacts & { change?: unknown };
  return { ...rest, programme, parameters: [] } as CaseFacts;
}
