import type { Decision, LegalDay } from '@mz/domain';

/** Kinds of notice about life and death. */
export type DeathKind = 'DEATH' | 'DEATH_REVOKED' | 'LIVING_CLAIM';

/** What is reported of a person's life or death. */
export interface Notice {
  readonly kind: DeathKind;
  readonly eventDate: LegalDay;
  /** CREMATION, PSB_CANCEL, VILLAGE_REPORT, FAMILY, PARTNER …; only the first two confirm. */
  readonly source: string;
  readonly documented: boolean;
  readonly matchedBy: 'NUMBER' | 'NAME_BIRTH';
  readonly revokesNoticeId?: string | undefined;
}

/** An earlier notice about the same person. */
export interface EarlierNotice {
  readonly id: string;
  readonly kind: string;
  readonly eventDate: LegalDay;
  readonly source: string;
  readonly certainty: string;
  /** Whether an event told the other services of it. */
  readonly announced: boolean;
  readonly revokesNoticeId: string | null;
}

/** What is known of the person; notices oldest first. */
export interface LifeRecord {
  readonly birthDate: LegalDay;
  readonly deathDate: LegalDay | null;
  readonly notices: readonly EarlierNotice[];
}

/** What a notice does. */
export type LifeStep =
  | { readonly kind: 'NOTHING_NEW'; readonly notice: EarlierNotice }
  | { readonly kind: 'DIES' }
  | { readonly kind: 'REPORTED' }
  /** Another date than the one that counts: a task, and no second event. */
  | { readonly kind: 'DIFFERS'; readonly certainty: 'CONFIRMED' | 'REPORTED'; readonly deathDate: LegalDay }
  | { readonly kind: 'CONFLICT'; readonly against: EarlierNotice }
  /** `remaining` is the earliest other confirmed notice: the person stays dead by it. */
  | { readonly kind: 'REVOKES'; readonly notice: EarlierNotice; readonly remaining: EarlierNotice | undefined };

/** Why a notice is refused. */
export type NoticeCode =
  | 'DATE_ORDER_INVALID'
  | 'DOCUMENT_MISSING'
  | 'NOTICE_UNKNOWN'
  | 'STATE_TRANSITION_INVALID'
  | 'INPUT_INVALID';

/** Decides what a notice does to the record of a person (people.md §3, H8–H12). */
export function decideNotice(notice: Notice, record: LifeRecord, today: LegalDay): Decision<LifeStep, NoticeCode> {
  if (notice.eventDate < record.birthDate || notice.eventDate > today) return { ok: false, code: 'DATE_ORDER_INVALID' };
  switch (notice.kind) {
    case 'DEATH':
      return decideDeath(notice, record);
    case 'LIVING_CLAIM':
      return decideLivingClaim(record);
    case 'DEATH_REVOKED':
      return decideRevocation(notice, record);
  }
}

/**
 * How sure a death is: a cremation record with its proof or a police cancellation, matched by number, is CONFIRMED;
 * everything else, and every match by name and birth alone (H12), is REPORTED.
 */
export function gradeOf({ source, matchedBy }: Notice): 'CONFIRMED' | 'REPORTED' {
  const isOfficial = source === 'CREMATION' || source === 'PSB_CANCEL';
  return isOfficial && matchedBy === 'NUMBER' ? 'CONFIRMED' : 'REPORTED';
}

function decideDeath(notice: Notice, record: LifeRecord): Decision<LifeStep, NoticeCode> {
  if (notice.source === 'CREMATION' && !notice.documented) return { ok: false, code: 'DOCUMENT_MISSING' };
  const certainty = gradeOf(notice);
  const deaths = record.notices.filter(({ kind }) => kind === 'DEATH');
  if (record.deathDate === null) {
    const same = deaths.find((one) => one.certainty === 'REPORTED' && isSame(one, notice));
    if (certainty === 'CONFIRMED') return step({ kind: 'DIES' });
    return step(same === undefined ? { kind: 'REPORTED' } : { kind: 'NOTHING_NEW', notice: same });
  }
  const confirmed = deaths.filter((one) => one.certainty === 'CONFIRMED');
  const known = confirmed.find((one) => one.eventDate === notice.eventDate);
  const said = known ?? deaths.find((one) => one.certainty !== 'REVOKED' && isSame(one, notice));
  if (said !== undefined) return step({ kind: 'NOTHING_NEW', notice: said });
  const isEarlier = certainty === 'CONFIRMED' && notice.eventDate < record.deathDate;
  return step({ kind: 'DIFFERS', certainty, deathDate: isEarlier ? notice.eventDate : record.deathDate });
}

function decideLivingClaim(record: LifeRecord): Decision<LifeStep, NoticeCode> {
  // The notice that the other services know of is the one to speak against.
  const against = record.notices.find((one) => isStandingDeath(one) && one.announced);
  if (record.deathDate === null || against === undefined) return { ok: false, code: 'STATE_TRANSITION_INVALID' };
  const open = record.notices.find((one) => one.certainty === 'CONFLICT' && one.revokesNoticeId === against.id);
  return step(open === undefined ? { kind: 'CONFLICT', against } : { kind: 'NOTHING_NEW', notice: open });
}

function decideRevocation(notice: Notice, record: LifeRecord): Decision<LifeStep, NoticeCode> {
  if (notice.revokesNoticeId === undefined) return { ok: false, code: 'INPUT_INVALID' };
  if (!notice.documented) return { ok: false, code: 'DOCUMENT_MISSING' };
  const revoked = record.notices.find(({ id, kind }) => id === notice.revokesNoticeId && kind === 'DEATH');
  if (revoked === undefined) return { ok: false, code: 'NOTICE_UNKNOWN' };
  if (revoked.certainty !== 'CONFIRMED' && revoked.certainty !== 'REPORTED') {
    return { ok: false, code: 'STATE_TRANSITION_INVALID' };
  }
  const others = record.notices.filter((one) => isStandingDeath(one) && one.id !== revoked.id);
  const remaining = others.toSorted((a, b) => (a.eventDate < b.eventDate ? -1 : 1))[0];
  return step({ kind: 'REVOKES', notice: revoked, remaining });
}

function isStandingDeath({ kind, certainty }: EarlierNotice): boolean {
  return kind === 'DEATH' && certainty === 'CONFIRMED';
}

function isSame(earlier: EarlierNotice, notice: Notice): boolean {
  return earlier.eventDate === notice.eventDate && earlier.source === notice.source;
}

function step(value: LifeStep): { ok: true; value: LifeStep } {
  return { ok: true, value };
}
