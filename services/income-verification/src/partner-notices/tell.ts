import type { Work } from '../app-kit.ts';

/** What a partner is told of. */
export type NoticeKind =
  | 'OVER_RETURN'
  | 'ANSWER_REFUSED'
  | 'FILE_REFUSED'
  | 'REGISTER_WRONG'
  | 'KEY_ENDING'
  | 'AGREEMENT_ENDING'
  | 'QUOTA_PASSED';

/** A notice to a partner: what it is about by a name that the partner knows, never a person. */
export interface Notice {
  readonly partnerCode: string;
  readonly kind: NoticeKind;
  readonly ref: string;
  /** The code of the refusal or, of what ends, what and when. */
  readonly code: string;
}

/** Puts a notice into a partner's inbox, in the transaction that is the reason for it; the same thing is told once. */
export function tellPartner({ kit, unit }: Pick<Work, 'kit' | 'unit'>, notice: Notice): void {
  unit.later(
    unit.db
      .insertInto('partnerNotice')
      .values({ ...notice, id: kit.newId(), toldOn: kit.clock.today() })
      .onConflict((conflict) => conflict.constraint('partner_notice_once').doNothing()),
  );
}
