import type { ServiceName } from '@mz/contracts';
import type { Platform } from './index.ts';

const pollMs = 250;

/** What is still on its way, or undefined when all is delivered and applied. */
async function openWork(platform: Platform, names: readonly ServiceName[]): Promise<string | undefined> {
  for (const name of names) {
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

/** Waits until every event is acknowledged and none is to be tried again; answers what is still open after the deadline. */
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
