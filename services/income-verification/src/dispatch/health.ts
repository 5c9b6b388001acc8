import { agencyDegraded, agencyRestored } from '@mz/contracts';
import type { AppKit, Work } from '../app-kit.ts';
import type { Reply, Sent } from './ask.ts';

/** The division under which the platform itself speaks. */
const province = '370000000000';

/** Tells once that an agency's circuit is open, and once that the agency was reached again. */
export async function tellHealth(work: Work, { outcomes, down }: Pick<Sent, 'outcomes' | 'down'>): Promise<void> {
  const byAgency = Map.groupBy(outcomes, ({ query }) => query.agencyCode);
  for (const agencyCode of [...byAgency.keys()].sort()) {
    const replies = (byAgency.get(agencyCode) ?? []).map(({ reply }) => reply);
    if (down.has(agencyCode)) await setHealth(work, agencyCode, 'DEGRADED');
    else if (replies.some(isContact)) await setHealth(work, agencyCode, 'UP');
  }
}

/** An answer that cannot be believed is one too: the agency is there. */
function isContact(reply: Reply): boolean {
  return reply.kind === 'JUDGED' || reply.fault === 'ANSWER_UNSIGNED' || reply.fault === 'ANSWER_MALFORMED';
}

async function setHealth({ kit, unit }: Work, agencyCode: string, state: 'UP' | 'DEGRADED'): Promise<void> {
  const known = await unit.db
    .selectFrom('agencyHealth')
    .selectAll()
    .where('agencyCode', '=', agencyCode)
    .forUpdate()
    .executeTakeFirst();
  if ((known?.state ?? 'UP') === state) return;
  const since = kit.clock.business();
  const version = (known?.version ?? 0) + 1;
  const row = { agencyCode, state, since, version };
  await unit.db
    .insertInto('agencyHealth')
    .values(row)
    .onConflict((conflict) => conflict.column('agencyCode').doUpdateSet(row))
    .execute();
  unit.audit({ action: 'agencies.health', recordType: 'agency', recordId: agencyCode, after: { state } });
  const data = { agencyCode, since: since.toISOString() };
  const publication = { subject: agencyCode, divisionCode: province, aggregateVersion: version, data };
  if (state === 'DEGRADED') unit.publish(agencyDegraded, publication);
  else unit.publish(agencyRestored, publication);
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
