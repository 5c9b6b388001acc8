import type { Db } from '../app-kit.ts';
import { hasAcceptedWork } from '../rules/index.ts';

/** An offer as stored, in the order in which they came. */
export type OfferRow = {
  readonly personId: string;
  readonly offeredOn: string;
  readonly answer: 'ACCEPTED' | 'REFUSED';
  readonly reasonCode: string | null;
  readonly offeredBy: string;
};

/** The suitable jobs that were offered to the members of an enrolled household, the oldest first. */
export async function listOffers(db: Db, enrolmentId: string): Promise<OfferRow[]> {
  const rows = await db
    .selectFrom('workOffer')
    .select(['personId', 'offeredOn', 'answer', 'reasonCode', 'offeredBy'])
    .where('enrolmentId', '=', enrolmentId)
    .orderBy('offeredOn')
    .orderBy('recordedAt')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...row, answer: row.answer === 'ACCEPTED' ? 'ACCEPTED' : 'REFUSED' }));
}

/** Whose part is stopped and stays so: the latest answer is no accepted job. */
export async function listStoppedPersons(db: Db, enrolmentId: string): Promise<Set<string>> {
  const [stops, offers] = [await listStops(db, enrolmentId), await listOffers(db, enrolmentId)];
  return new Set(stops.filter((personId) => !hasAcceptedWork(offers.filter((offer) => offer.personId === personId))));
}

/** A decision ends the stops of those who have accepted a job since. */
export async function endStops(db: Db, enrolmentId: string, decisionId: string): Promise<void> {
  const stopped = await listStoppedPersons(db, enrolmentId);
  const ended = (await listStops(db, enrolmentId)).filter((personId) => !stopped.has(personId));
  if (ended.length === 0) return;
  await db
    .updateTable('benefitStop')
    .set({ endedBy: decisionId })
    .where('enrolmentId', '=', enrolmentId)
    .where('personId', 'in', ended)
    .where('endedBy', 'is', null)
    .execute();
}

async function listStops(db: Db, enrolmentId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('benefitStop')
    .select('personId')
    .where('enrolmentId', '=', enrolmentId)
    .where('endedBy', 'is', null)
    .execute();
  return rows.map(({ personId }) => personId);
}
