import { type ChangeAnswer, verificationChangeDetected } from '@mz/contracts';
import type { Work } from '../app-kit.ts';
import { askedChanges } from './rules.ts';

/** A subscription as its notices are looked at. */
export interface Watched {
  readonly id: string;
  readonly personId: string;
  readonly currentDivisionCode: string;
  /** Items of the agency that tells. */
  readonly items: readonly string[];
}

/** Stores what an agency told of what it was asked to tell, each notice once; the bureau hears kind and band. */
export async function storeNotices(
  { kit, unit }: Work,
  { agencyCode, watched }: { readonly agencyCode: string; readonly watched: readonly Watched[] },
  changes: ChangeAnswer['changes'],
): Promise<number> {
  const asked = new Map(watched.map((one) => [one.id, one]));
  const today = kit.clock.today();
  let stored = 0;
  for (const { ref, kind, band, asOf } of askedChanges(changes, asked, today)) {
    const row = asked.get(ref);
    if (row === undefined) continue;
    const id = kit.newId();
    const saved = await unit.db
      .insertInto('changeNotice')
      .values({ id, subscriptionId: ref, agencyCode, kind, band, asOf, receivedOn: today })
      .onConflict((conflict) => conflict.constraint('change_notice_once').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (saved === undefined) continue;
    stored += 1;
    unit.audit({ action: 'subscriptions.notice', recordType: 'change_notice', recordId: id, after: { kind } });
    unit.publish(verificationChangeDetected, {
      ...{ subject: id, divisionCode: row.currentDivisionCode, aggregateVersion: 1 },
      data: { personId: row.personId, kind, band, asOf },
    });
  }
  return stored;
}
