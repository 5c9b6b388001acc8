import {
  assistanceDeathConsequences,
  assistancePersonHoldings,
  type CaseFacts,
  listAdjustments,
  previewAdjustment,
} from '@mz/contracts';
import type { LegalMonth } from '@mz/domain';
import { fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { assessmentFor } from '../rules/index.ts';
import { listHoldings, readConsequences } from './consequences.ts';
import { consumeDeaths } from './deaths.ts';
import { adjustmentsGraphql } from './graphql.ts';
import { loadEnrolment } from './load.ts';
import { consumeOutcomes } from './outcomes.ts';
import { previewChange } from './preview.ts';
import { findAdjustments } from './queries.ts';
import { consumeRecovery } from './recovery.ts';
import { consumeStandards } from './standards.ts';

export { adjustEnrolment } from './adjust.ts';
export type { Adjusted, Change, PauseReason } from './types.ts';

/** The facts that hold for an enrolment in a month: those of the latest assessment that began by then. Throws NOT_FOUND. */
export async function factsFor(work: Work, enrolmentId: string, month: LegalMonth): Promise<CaseFacts> {
  const { db } = work.unit;
  const row = await db.selectFrom('enrolment').selectAll().where('id', '=', enrolmentId).executeTakeFirst();
  if (row === undefined) throw fail('NOT_FOUND');
  const { known } = await loadEnrolment(db, row);
  const assessed = assessmentFor(known.assessments, month);
  if (assessed === undefined) throw fail('NOT_FOUND');
  return assessed.facts;
}

/** What happens to an enrolment after its first decision: every change is a decision and one recomputation of its months. */
export function registerAdjustments(kit: AppKit): void {
  kit.operation(listAdjustments, async (ctx, { params }) => ({ items: await findAdjustments(kit, ctx, params.id) }));
  kit.operation(previewAdjustment, (ctx, { params, body }) => previewChange(kit, ctx, params.id, body));
  kit.operation(assistanceDeathConsequences, (ctx, { body }) => readConsequences(kit, ctx, body));
  kit.operation(assistancePersonHoldings, (ctx, { body }) => listHoldings(kit, ctx, body));
  kit.graphql(adjustmentsGraphql(kit));
  consumeDeaths(kit);
  consumeOutcomes(kit);
  consumeStandards(kit);
  consumeRecovery(kit);
}
