import { addWorkingDays, firstDayOf, type LegalDay } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import { getRequestKey, sealLetter } from '../answers/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import { stateBusinessDay } from '../business-day.ts';
import { lockQueries, logRow, prepareSend, type Sent, storeSent, withoutNumber } from '../dispatch/index.ts';
import { recordMessage } from '../exchange/index.ts';
import { getRequestRow, isUnsent, type RequestRow, type SubQueryRow, unsentStates } from '../requests/index.ts';
import { nextNumber } from '../serial-numbers.ts';
import { correctionLetter, type LetterPerson, queryLetter } from './text.ts';

/** Writes the letters of questions whose agency answers on paper: one for each request and agency. */
export async function writeLetters(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  const rows = await kit.read(ctx, (db) =>
    db
      .selectFrom('subQuery')
      .innerJoin('verificationRequest', 'verificationRequest.id', 'subQuery.requestId')
      .innerJoin('agencyAgreement', 'agencyAgreement.id', 'subQuery.agreementId')
      .select('subQuery.requestId')
      .distinct()
      .where('agencyAgreement.mode', '=', 'ML')
      .where('subQuery.state', 'in', unsentStates)
      .where('verificationRequest.pausedReason', 'is', null)
      .orderBy('subQuery.requestId')
      .limit(200)
      .execute(),
  );
  let done = 0;
  for (const { requestId } of rows) {
    const sent = await prepareSend(kit, ctx, requestId, 'ML');
    if (sent === undefined) continue;
    done += await kit.write(ctx, async (unit) => {
      const work = { kit, ctx, unit };
      await storeSent(work, withoutNumber(sent));
      return writeOf(work, sent);
    });
  }
  return { done };
}

async function writeOf(work: Work, { sendable, decision, disclosed }: Sent): Promise<number> {
  const request = await getRequestRow(work.unit.db, sendable.request.id, true);
  if (request.pausedReason !== null) return 0;
  const current = await lockQueries(work, decision.send);
  const waiting = [...current.values()].filter(isUnsent);
  const identities = new Map([...sendable.identities, ...disclosed]);
  const named = waiting.flatMap((query) => {
    const identity = identities.get(query.personId);
    return identity === undefined || identity.idNo === null
      ? []
      : [{ query, name: identity.name, idNo: identity.idNo }];
  });
  const letters = Map.groupBy(named, ({ query }) => query.agencyCode);
  for (const [agencyCode, lines] of letters) await writeQuery(work, request, { agencyCode, lines });
  return letters.size;
}

interface Line {
  readonly query: SubQueryRow;
  readonly name: string;
  readonly idNo: string;
}

async function writeQuery(
  work: Work,
  request: RequestRow,
  { agencyCode, lines }: { readonly agencyCode: string; readonly lines: readonly Line[] },
): Promise<void> {
  const { kit, unit } = work;
  const writtenOn = kit.clock.today();
  const no = await nextNumber(unit.db, 'LETTER', { divisionCode: request.currentDivisionCode, day: writtenOn });
  const agreementId = lines[0]?.query.agreementId ?? null;
  const term = await termOf(work, agreementId);
  const text = queryLetter({
    ...{ no, agencyCode, writtenOn, persons: personsOf(lines), dueOn: term ?? lines[0]?.query.dueOn ?? request.dueOn },
    ...{ from: firstDayOf(request.brief.windowFrom), to: request.asOf },
  });
  const letter = { kind: 'QUERY' as const, no, agencyCode, agreementId, text, writtenOn, dueOn: term };
  const id = await saveLetter(work, request, letter);
  const ids = lines.map(({ query }) => query.id);
  await stateBusinessDay(work);
  await unit.db
    .insertInto('letterQuery')
    .values(ids.map((subQueryId) => ({ letterId: id, subQueryId })))
    .execute();
  await unit.db
    .updateTable('subQuery')
    .set({ state: 'MANUAL_PENDING', nextTryAt: null, fault: null, sentAt: kit.clock.wall(), sentOn: writtenOn })
    .where('id', 'in', ids)
    .execute();
  await unit.db
    .insertInto('queryLog')
    .values(lines.map(({ query }) => logRow({ ...work, request }, query, { outcome: 'LETTER', durationMs: 0 })))
    .execute();
}

/** By when the agency should reply: the term of its agreement, where that is in working days. */
async function termOf({ kit, unit }: Work, agreementId: string | null): Promise<LegalDay | null> {
  if (agreementId === null) return null;
  const { slaWorkingDays } = await unit.db
    .selectFrom('agencyAgreement')
    .select('slaWorkingDays')
    .where('id', '=', agreementId)
    .executeTakeFirstOrThrow();
  return slaWorkingDays === null ? null : addWorkingDays(kit.calendar, kit.clock.today(), slaWorkingDays).day;
}

function personsOf(lines: readonly Line[]): LetterPerson[] {
  return [...Map.groupBy(lines, ({ query }) => query.personId).values()].flatMap((own) => {
    const [first] = own;
    return first === undefined
      ? []
      : [{ name: first.name, idNo: first.idNo, items: own.map(({ query }) => query.itemCode) }];
  });
}

interface NewLetter {
  readonly kind: 'QUERY' | 'CORRECTION';
  readonly no: string;
  readonly agencyCode: string;
  readonly agreementId: string | null;
  readonly text: string;
  readonly writtenOn: string;
  readonly dueOn: LegalDay | null;
}

async function saveLetter({ kit, unit }: Work, request: RequestRow, { text, ...letter }: NewLetter): Promise<string> {
  const id = kit.newId();
  const dataKey = await getRequestKey(unit.db, request.id);
  const textSealed = sealLetter(kit, { recordId: id, dataKey }, text);
  await unit.db
    .insertInto('letter')
    .values({ ...letter, id, requestId: request.id, textSealed, createdAt: kit.clock.wall() })
    .execute();
  const after = { no: letter.no, agencyCode: letter.agencyCode, kind: letter.kind };
  recordMessage(unit, { partnerCode: letter.agencyCode, direction: 'OUT', kind: 'LETTER', ref: letter.no, body: text });
  unit.audit({ action: 'letters.write', recordType: 'letter', recordId: id, after });
  return id;
}

/** Asks an agency to correct its register; it names no person beside the case that the centre knows. */
export async function writeCorrection(
  work: Work,
  request: RequestRow,
  referral: { readonly agencyCode: string; readonly types: readonly string[]; readonly reason: string },
): Promise<string> {
  const writtenOn = work.kit.clock.today();
  const no = await nextNumber(work.unit.db, 'LETTER', { divisionCode: request.currentDivisionCode, day: writtenOn });
  const text = correctionLetter({ no, writtenOn, ...referral });
  const { agencyCode } = referral;
  const letter = { kind: 'CORRECTION' as const, no, agencyCode, agreementId: null, text, writtenOn, dueOn: null };
  return saveLetter(work, request, letter);
}
