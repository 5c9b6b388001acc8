import { waitFor } from '../checker/exactly-once.ts';
import type { Platform } from '../platform/index.ts';
import type { Check } from './centre.ts';
import { service } from './open.ts';

/** One question as it stands in the database. */
export interface Question {
  readonly requestId: string;
  readonly agency: string;
  readonly item: string;
  readonly state: string;
  readonly attempt: number;
  readonly fault: string | null;
  readonly quarantined: string[];
  /** What became of each send that was more than a look at an open circuit. */
  readonly sends: string[];
}

/** The questions of checks, those of one item if it is told. */
export function questionsOf(platform: Platform, checks: readonly Check[], item?: string): Promise<Question[]> {
  return platform.rows<Question>(
    service,
    `select request_id as "requestId", agency_code as agency, item_code as item, state, attempt, fault,
       array(select code from quarantined_answer where sub_query_id = q.id order by received_at) as quarantined,
       array(select outcome from query_log where sub_query_id = q.id and outcome <> 'CIRCUIT_OPEN' order by at) as sends
     from sub_query q where request_id = any ($1) and coalesce($2::text, item_code) = item_code
     order by request_id, agency_code, item_code`,
    [checks.map(({ requestId }) => requestId), item ?? null],
  );
}

/** Waits until no question of these checks meets a condition on sub_query any more. */
export async function untilNone(
  platform: Platform,
  checks: readonly Check[],
  wanted: { readonly condition: string; readonly deadlineMs: number },
): Promise<void> {
  const ids = checks.map(({ requestId }) => `'${requestId}'`).join(', ');
  const statement = `not exists (select from sub_query where request_id in (${ids}) and (${wanted.condition}))`;
  const what = `no question of ${checks.length} checks with ${wanted.condition}`;
  await waitFor(platform, { service, what, statement, deadlineMs: wanted.deadlineMs });
}

/** How often the platform told each side of an agency's health since an instant of the wall clock. */
export async function toldOf(platform: Platform, agency: string): Promise<{ degraded: number; restored: number }> {
  const [row] = await platform.rows<{ degraded: number; restored: number }>(
    service,
    `select count(*) filter (where type like '%agency.degraded%')::int as degraded,
       count(*) filter (where type like '%agency.restored%')::int as restored
     from outbox where subject = $1`,
    [agency],
  );
  return row ?? { degraded: 0, restored: 0 };
}
