import type { Db } from '../app-kit.ts';

/** The papers attached to a proposal. */
export function listDocuments(db: Db, proposalId: string) {
  return db
    .selectFrom('proposalDocument')
    .selectAll()
    .where('proposalId', '=', proposalId)
    .orderBy('recordedAt')
    .orderBy('id')
    .execute();
}

/** The voices of the panel that count. */
export function listOpinions(db: Db, proposalId: string) {
  return db
    .selectFrom('proposalOpinion')
    .selectAll()
    .where('proposalId', '=', proposalId)
    .where('voidOn', 'is', null)
    .orderBy('recordedAt')
    .orderBy('id')
    .execute();
}

/** The reports that count or wait for a signature. */
export function listReports(db: Db, proposalId: string) {
  return db
    .selectFrom('assessmentReport')
    .selectAll()
    .where('proposalId', '=', proposalId)
    .where('voidOn', 'is', null)
    .orderBy('recordedAt')
    .orderBy('id')
    .execute();
}

/** The decisions, open and dropped ones too. */
export function listDecisions(db: Db, proposalId: string) {
  return db
    .selectFrom('proposalDecision')
    .selectAll()
    .where('proposalId', '=', proposalId)
    .orderBy('recordedAt')
    .orderBy('id')
    .execute();
}

/** The tasks of the supervision. */
export function listTasks(db: Db, proposalId: string) {
  return db
    .selectFrom('supervisionTask')
    .selectAll()
    .where('proposalId', '=', proposalId)
    .orderBy('recordedAt')
    .orderBy('id')
    .execute();
}

/** The time line. */
export function listSteps(db: Db, proposalId: string) {
  return db
    .selectFrom('proposalStep')
    .selectAll()
    .where('proposalId', '=', proposalId)
    .orderBy('recordedAt')
    .orderBy('id')
    .execute();
}
