import type { NameApplication } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import type { Static } from 'typebox';
import type { ApplicationRow } from './queries.ts';
import { needsExperts } from './rules.ts';

/** An application as the answers show it. */
export type ApplicationView = Static<typeof NameApplication>;

/** A finding that was let pass, as the row keeps it. */
export interface Waiver {
  readonly code: string;
  readonly reason: string;
  readonly waivedOn: LegalDay;
  readonly by: string;
}

/** The waivers of a row. */
export function waiversOf(row: ApplicationRow): Waiver[] {
  // The column holds what `waive` wrote.
  return row.waivers as Waiver[];
}

/** The answer about a row on a day. */
export function toApplication(row: ApplicationRow, today: LegalDay): ApplicationView {
  const dueOn = dueDayOf(row);
  return {
    id: row.id,
    // The columns' checks allow nothing else than the contract's words.
    kind: row.kind as ApplicationView['kind'],
    subject: row.subject as ApplicationView['subject'],
    state: row.state as ApplicationView['state'],
    placeId: row.placeId,
    name: row.name,
    pinyin: row.pinyin,
    categoryCode: row.categoryCode,
    divisionCode: row.divisionCode,
    crosses: row.crosses,
    lon: row.lon === null ? null : Number(row.lon),
    lat: row.lat === null ? null : Number(row.lat),
    meaning: row.meaning,
    origin: row.origin,
    applicant: row.applicant as ApplicationView['applicant'],
    reason: row.reason as ApplicationView['reason'],
    approverLevel: row.approverLevel as ApplicationView['approverLevel'],
    heritage: row.heritage,
    needsExperts: needsExperts(row.subject as ApplicationView['subject'], row.heritage),
    waivers: waiversOf(row).map(({ code, reason, waivedOn }) => ({ code, reason, waivedOn })),
    expertFavourable: row.expertFavourable,
    provinceFavourable: row.provinceFavourable,
    submittedOn: row.submittedOn,
    publicityEndsOn: row.publicityEndsOn,
    decidedOn: row.decidedOn,
    decisionDoc: row.decisionDocument,
    decisionReason: row.decisionReason,
    announcedOn: row.announcedOn,
    filedOn: row.filedOn,
    signedOn: row.signedOn,
    dueOn,
    overdue: dueOn !== null && dueOn < today,
    version: row.version,
  };
}

/** Taking in and announcing have a clock; the public notice has an end and no clock. */
function dueDayOf({ state, acceptDueOn, announceDueOn }: ApplicationRow): LegalDay | null {
  if (state === 'SUBMITTED') return acceptDueOn;
  return state === 'APPROVED' ? announceDueOn : null;
}
