import type { ServiceName } from '@mz/contracts';
import { consumer, type Platform, producer } from '../platform/index.ts';
import type { Command } from '../workload/commands.ts';

const pollMs = 100;

/** Waits until a statement on a service's database answers true; throws after `deadlineMs`. */
export async function waitFor(
  platform: Platform,
  wanted: { service: ServiceName; what: string; statement: string; deadlineMs: number },
): Promise<void> {
  const until = performance.now() + wanted.deadlineMs;
  for (;;) {
    const [row] = await platform.rows<{ yes: boolean }>(wanted.service, `select (${wanted.statement}) as yes`);
    if (row?.yes === true) return;
    if (performance.now() > until) throw new Error(`${wanted.what}: not within ${wanted.deadlineMs / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** All that was published is acknowledged by its consumer. */
export function waitUntilDelivered(platform: Platform, deadlineMs: number): Promise<void> {
  return waitFor(platform, {
    service: producer,
    what: 'every event acknowledged',
    statement: `not exists (select from outbox_delivery where subscriber = '${consumer}' and acknowledged_at is null)`,
    deadlineMs,
  });
}

/** What contradicts "each acknowledged command has exactly one effect", by plain SQL on both databases. */
export async function exactlyOnceFaults(platform: Platform, commands: readonly Command[]): Promise<string[]> {
  const cases = commands.map(({ caseId }) => caseId);
  const answered = cases.filter((caseId) => caseId !== undefined);
  const published = await platform.rows<{ id: string; caseId: string }>(
    producer,
    `select id, payload -> 'data' ->> 'caseId' as "caseId" from outbox where type like '%.case.opened.%'`,
  );
  const [made] = await platform.rows<{ count: number }>(producer, 'select count(*)::int as count from application');
  const effects = await platform.rows<{ caseId: string }>(consumer, 'select case_id as "caseId" from case_access');
  const consumed = await platform.rows<{ id: string; state: string }>(
    consumer,
    `select event_id as id, state from inbox where type like '%.case.opened.%'`,
  );
  const done = consumed.filter(({ state }) => state === 'DONE').map(({ id }) => id);
  return [
    ...(answered.length === commands.length ? [] : [`${commands.length - answered.length} commands have no answer`]),
    ...(made?.count === commands.length ? [] : [`${commands.length} commands made ${made?.count} applications`]),
    ...compare('cases answered twice', answered, [...new Set(answered)]),
    ...compare(
      'events published',
      published.map(({ caseId }) => caseId),
      answered,
    ),
    ...compare(
      'effects in the consumer',
      effects.map(({ caseId }) => caseId),
      answered,
    ),
    ...compare(
      'events done in the consumer',
      done,
      published.map(({ id }) => id),
    ),
  ];
}

function compare(what: string, actual: readonly string[], expected: readonly string[]): string[] {
  const [sortedActual, sortedExpected] = [actual.toSorted(), expected.toSorted()];
  const same = sortedActual.length === sortedExpected.length && sortedActual.every((x, i) => x === sortedExpected[i]);
  return same ? [] : [`${what}: ${actual.length}, expected the same ${expected.length}`];
}
