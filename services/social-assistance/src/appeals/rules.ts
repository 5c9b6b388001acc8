import type { Appeal } from '@mz/contracts';
import type { LegalDay, LegalMonth } from '@mz/domain';
import type { Static } from 'typebox';

/** A way against a decision. */
export type AppealKind = Static<typeof Appeal>['kind'];

/** What a lodging is judged by. */
export type Lodging = {
  readonly kind: AppealKind;
  readonly lodgedOn: LegalDay;
  readonly today: LegalDay;
  readonly decidedOn: LegalDay;
  readonly reconsiderationUntil: LegalDay;
  readonly litigationUntil: LegalDay;
};

/**
 * Until when a decision may be attacked this way: reconsideration 60 days of notice (行政复议法 art. 9, 1999-10-01),
 * litigation 3 months (行政诉讼法 art. 39, 1990-10-01), both days included; an objection at any time.
 */
export function lodgeUntil({ kind, reconsiderationUntil, litigationUntil }: Lodging): LegalDay | null {
  switch (kind) {
    case 'RECONSIDERATION':
      return reconsiderationUntil;
    case 'LITIGATION':
      return litigationUntil;
    case 'OBJECTION':
      return null;
  }
}

/** Why an appeal cannot be taken in. */
export function lodgingFault(lodging: Lodging): 'DATE_NOT_ALLOWED' | 'APPEAL_LATE' | undefined {
  const { lodgedOn, today, decidedOn } = lodging;
  if (lodgedOn > today || lodgedOn < decidedOn) return 'DATE_NOT_ALLOWED';
  const until = lodgeUntil(lodging);
  return until !== null && lodgedOn > until ? 'APPEAL_LATE' : undefined;
}

/** What a decision did to an enrolment. */
export type Decided = { readonly outcome: string; readonly cause: string; readonly fromMonth: LegalMonth | null };

/** Whether a decision stops payments, so that a stay has something to stop. */
export function stops({ outcome }: Pick<Decided, 'outcome'>): boolean {
  return outcome === 'TERMINATED' || outcome === 'SUSPENDED';
}
