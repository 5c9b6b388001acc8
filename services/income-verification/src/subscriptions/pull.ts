import { ChangeAnswer, type ChangeInquiry, disclosePersons, verificationChangeDetected } from '@mz/contracts';
import { addDays } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import Value from 'typebox/value';
import { isOutside, itemsOfAgency, listLiveAgreements } from '../agreements/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import { findAuthorizations } from '../authorizations/index.ts';
import type { SubscriptionTable } from '../database.ts';
import { type AgencyExchange, AgencyFault } from '../dispatch/index.ts';
import { askedChanges, endReason } from './rules.ts';

type Row = Selectable<SubscriptionTable>;
type Person = ChangeInquiry['subscriptions'][number];

/** An agency tells a change again for a week, so that a day on which it was away loses nothing. */
const lookBackDays = 7;
const most = 1000;

/** Asks the agencies each day what changed for the persons who are watched; first ends what may not be watched any more. */
export async function pullChanges(kit: AppKit, ctx: Context, exchange: AgencyExchange): Promise<{ done: number }> {
  const ended = await kit.write(ctx, (unit) => endSubscriptions({ kit, ctx, unit }));
  const { rows, agreements } = await kit.read(ctx, async (db) => ({
    rows: await db.selectFrom('subscription').selectAll().where('state', '=', 'ACTIVE').orderBy('id').execute(),
    agreements: await listLiveAgreements(db, kit.clock.today()),
  }));
  if (rows.length === 0) return { done: ended };
  const persons = await disclose(kit, ctx, rows);
  // Letters and discs cannot be asked daily; the benefit ledger is the platform's own.
  const agencies = agreements.filter(({ mode, agencyCode }) => mode !== 'ML' && mode !== 'OD' && isOutside(agencyCode));
  let done = ended;
  for (const agencyCode of [...new Set(agencies.map((one) => one.agencyCode))]) {
    done += await askAgency(kit, ctx, exchange, { agencyCode, rows, persons });
  }
  return { done };
}

async function endSubscriptions({ kit, unit }: Work): Promise<number> {
  const today = kit.clock.today();
  const rows = await unit.db.selectFrom('subscription').selectAll().where('state', '=', 'ACTIVE').execute();
  const authorizations = await findAuthorizations(unit.db, [...new Set(rows.map((row) => row.authorizationId))]);
  let ended = 0;
  for (const row of rows) {
    const authorization = authorizations.get(row.authorizationId);
    const reason = authorization === undefined ? 'REVOKED' : endReason(authorization, today);
    if (reason === undefined) continue;
    const change = { state: 'ENDED', endedOn: today, endedReason: reason };
    await unit.db.updateTable('subscription').set(change).where('id', '=', row.id).execute();
    unit.audit({ action: 'subscriptions.end', recordType: 'subscription', recordId: row.id, after: { reason } });
    ended += 1;
  }
  return ended;
}

/** Number and name of the persons watched, case by case; not kept. */
async function disclose(kit: AppKit, ctx: Context, rows: readonly Row[]): Promise<Map<string, Person>> {
  const persons = new Map<string, Person>();
  for (const [caseId, own] of Map.groupBy(rows, (row) => row.caseId)) {
    const body = { personIds: [...new Set(own.map(({ personId }) => personId))], purpose: 'VERIFY_MEANS', caseId };
    const answer = await kit.call({ ...ctx, purpose: 'VERIFY_MEANS', caseId }, disclosePersons, {
      body: { ...body, fields: ['idNo', 'name'] },
    });
    const known = new Map(answer.persons.map((person) => [person.personId, person]));
    for (const { id, personId, items } of own) {
      const { idNo, name } = known.get(personId) ?? {};
      if (typeof idNo === 'string' && name !== undefined) persons.set(id, { ref: id, idNo, name, items });
    }
  }
  return persons;
}

interface Asking {
  readonly agencyCode: string;
  readonly rows: readonly Row[];
  readonly persons: ReadonlyMap<string, Person>;
}

async function askAgency(
  kit: AppKit,
  ctx: Context,
  exchange: AgencyExchange,
  { agencyCode, rows, persons }: Asking,
): Promise<number> {
  const own = itemsOfAgency(agencyCode) ?? [];
  const asked = rows.flatMap((row) => {
    const person = persons.get(row.id);
    const items = row.items.filter((item) => own.includes(item));
    return person === undefined || items.length === 0 ? [] : [{ ...person, items }];
  });
  let done = 0;
  for (let from = 0; from < asked.length; from += most) {
    const subscriptions = asked.slice(from, from + most);
    const since = addDays(kit.clock.today(), -lookBackDays);
    const answer = await inquire(kit, exchange, agencyCode, { since, subscriptions });
    if (answer === undefined) return done;
    done += await kit.write(ctx, (unit) =>
      storeChanges({ kit, ctx, unit }, { agencyCode, rows, subscriptions }, answer),
    );
  }
  return done;
}

/** An agency that is away is asked again the next day. */
async function inquire(
  kit: AppKit,
  exchange: AgencyExchange,
  agencyCode: string,
  inquiry: ChangeInquiry,
): Promise<ChangeAnswer | undefined> {
  try {
    const path = `/agencies/${agencyCode}/changes`;
    const call = { method: 'POST' as const, path, body: JSON.stringify(inquiry), seconds: 60 };
    const parsed: unknown = JSON.parse(await exchange.call({ ...call, largestBytes: 4 * 1024 * 1024 }));
    if (Value.Check(ChangeAnswer, parsed)) return parsed;
    kit.log.warn({ agencyCode }, 'an answer about changes does not have the agreed form');
    return undefined;
  } catch (error) {
    if (!(error instanceof AgencyFault || error instanceof SyntaxError)) throw error;
    kit.log.warn({ agencyCode, fault: error.name }, 'the agency tells no changes now');
    return undefined;
  }
}

async function storeChanges(
  { kit, unit }: Work,
  { agencyCode, rows, subscriptions }: Pick<Asking, 'agencyCode' | 'rows'> & { readonly subscriptions: Person[] },
  { changes }: ChangeAnswer,
): Promise<number> {
  const asked = new Map(subscriptions.map((one) => [one.ref, one]));
  const today = kit.clock.today();
  let stored = 0;
  for (const { ref, kind, band, asOf } of askedChanges(changes, asked, today)) {
    const row = rows.find(({ id }) => id === ref);
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
