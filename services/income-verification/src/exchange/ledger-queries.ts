import type { ExchangeEntry } from '@mz/crypto';
import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';

/** Entries of a partner's chain behind a place, in its order. */
export async function listEntries(
  db: Db,
  place: { readonly partnerCode: string; readonly from: number; readonly upTo: number; readonly limit: number },
): Promise<ExchangeEntry[]> {
  const rows = await db
    .selectFrom('exchangeSeal')
    .innerJoin('exchangeMessage', 'exchangeMessage.seq', 'exchangeSeal.messageSeq')
    .select(['exchangeSeal.sequence', 'exchangeSeal.hash'])
    .select(['exchangeMessage.direction', 'exchangeMessage.kind', 'exchangeMessage.ref'])
    .select('exchangeMessage.sha256')
    .select(sql<Date>`exchange_message.at`.as('at'))
    .where('exchangeSeal.partnerCode', '=', place.partnerCode)
    .where('exchangeSeal.sequence', '>', place.from)
    .where('exchangeSeal.sequence', '<=', place.upTo)
    .orderBy('exchangeSeal.sequence')
    .limit(place.limit)
    .execute();
  return rows.map(({ direction, at, ...row }) => ({
    ...row,
    // The check of the column admits these two only.
    direction: direction as ExchangeEntry['direction'],
    at: at.toISOString(),
  }));
}
