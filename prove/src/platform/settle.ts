import type { ServiceName } from '@mz/contracts';
import type { Platform } from './index.ts';

const pollMs = 250;

/** What is still on its way, or undefined when all is delivered and applied and every service keeps the divisions. */
async function openWork(platform: Platform, names: readonly ServiceName[]): Promise<string | undefined> {
  for (const name of names) {
    if (names.includes('place-names') && name !== 'place-names' && !(await keepsDivisions(platform, name))) {
      return `${name}: no divisions are kept`;
    }
    const [row] = await platform.rows<{ open: number; pending: number }>(
      name,
      `select (select count(*)::int from outbox_delivery where acknowledged_at is null) as open,
         (select count(*)::int from inbox where state = 'PENDING') as pending`,
    );
    if (row !== undefined && row.open + row.pending > 0) {
      return `${name}: ${row.open} deliveries open, ${row.pending} events to be tried`;
    }
  }
  return undefined;
}

/** A service that started before place-names, or could not save while PostgreSQL was away, asks again after its back-off. */
async function keepsDivisions(platform: Platform, name: ServiceName): Promise<boolean> {
  const rows = await platform.rows(name, 'select 1 from division_copy');
  return rows.length > 0;
}

/** Waits until all of that is done; answers what is still open after the deadline. */
export async function waitUntilSettled(
  platform: Platform,
  names: readonly ServiceName[],
  deadlineMs: number,
): Promise<string[]> {
  const until = performance.now() + deadlineMs;
  for (;;) {
    const open = await openWork(platform, names);
    if (open === undefined) return [];
    if (performance.now() > until) return [`not settled within ${deadlineMs / 1_000} s: ${open}`];
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
