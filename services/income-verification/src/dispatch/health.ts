import { agencyDegraded, agencyRestored } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import type { Reply, Sent } from './ask.ts';

/** The division under which the platform itself speaks. */
const province = '370000000000';

/** What is known of an agency that was never told of. */
const unheard = { state: 'UP', version: 0, callsDown: false, silentRuns: 0 };

/** Tells once that an agency's circuit is open, and once that the agency was reached again. */
export async function tellHealth(work: Work, { outcomes, down }: Pick<Sent, 'outcomes' | 'down'>): Promise<void> {
  const byAgency = Map.groupBy(outcomes, ({ query }) => query.agencyCode);
  for (const agencyCode of [...byAgency.keys()].sort()) {
    const replies = (byAgency.get(agencyCode) ?? []).map(({ reply }) => reply);
    if (down.has(agencyCode)) await setHealth(work, agencyCode, { callsDown: true });
    else if (replies.some(isContact)) await setHealth(work, agencyCode, { callsDown: false });
  }
}

/** An answer that can be judged, also one that is not believed; one that cannot be says nothing of an agency that is back. */
function isContact(reply: Reply): boolean {
  return reply.kind === 'JUDGED';
}

/** Tells once that an agency took and gave no files as often in a row as opens a circuit, and once that it does again. */
export async function tellFileContact(kit: AppKit, ctx: Context, agencyCode: string, reached: boolean): Promise<void> {
  const known = await kit.read(ctx, (db) =>
    db.selectFrom('agencyHealth').select('silentRuns').where('agencyCode', '=', agencyCode).executeTakeFirst(),
  );
  const silentRuns = known?.silentRuns ?? 0;
  if (reached && silentRuns === 0) return;
  await kit.write(ctx, (unit) =>
    setHealth({ kit, ctx, unit }, agencyCode, { silentRuns: reached ? 0 : silentRuns + 1 }),
  );
}

type Change = { readonly callsDown: boolean } | { readonly silentRuns: number };

/** Calls and files are two ways to one agency: it is up when neither is down. */
async function setHealth({ kit, unit }: Work, agencyCode: string, change: Change): Promise<void> {
  const find = unit.db.selectFrom('agencyHealth').selectAll().where('agencyCode', '=', agencyCode);
  if (!changes((await find.executeTakeFirst()) ?? unheard, change)) return;
  // The row is there before it is locked: of two that hear of an agency for the first time one waits for the other.
  await unit.db
    .insertInto('agencyHealth')
    .values({ ...unheard, agencyCode, since: kit.clock.business() })
    .onConflict((conflict) => conflict.column('agencyCode').doNothing())
    .execute();
  const known = await find.forUpdate().executeTakeFirstOrThrow();
  if (!changes(known, change)) return;
  const next = { callsDown: known.callsDown, silentRuns: known.silentRuns, ...change };
  const isDown = next.callsDown || next.silentRuns >= kit.config.agencyBreakerFaults;
  const state = isDown ? 'DEGRADED' : 'UP';
  const isNews = state !== known.state;
  const since = isNews ? kit.clock.business() : known.since;
  const version = isNews ? known.version + 1 : known.version;
  await unit.db
    .updateTable('agencyHealth')
    .set({ state, since, version, ...next })
    .where('agencyCode', '=', agencyCode)
    .execute();
  if (!isNews) return;
  unit.audit({ action: 'agencies.health', recordType: 'agency', recordId: agencyCode, after: { state } });
  const data = { agencyCode, since: since.toISOString() };
  const publication = { subject: agencyCode, divisionCode: province, aggregateVersion: version, data };
  if (isDown) unit.publish(agencyDegraded, publication);
  else unit.publish(agencyRestored, publication);
}

function changes(known: { readonly callsDown: boolean; readonly silentRuns: number }, change: Change): boolean {
  return 'callsDown' in change ? change.callsDown !== known.callsDown : change.silentRuns !== known.silentRuns;
}

/** Agencies that do not answer are told on the health page, with the time since when. */
export async function checkAgencies(kit: AppKit, job: string): Promise<{ status: 'pass' | 'warn'; detail?: string }> {
  const silent = await kit.read(kit.system(job), (db) =>
    db
      .selectFrom('agencyHealth')
      .select(['agencyCode', 'since'])
      .where('state', '=', 'DEGRADED')
      .orderBy('since')
      .execute(),
  );
  if (silent.length === 0) return { status: 'pass' };
  return {
    status: 'warn',
    detail: silent.map((one) => `${one.agencyCode} since ${one.since.toISOString()}`).join(', '),
  };
}
