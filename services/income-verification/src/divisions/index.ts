import { divisionMovesGraphql, keepDivisionMoves, type LivingTable } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { DB } from '../database.ts';

const code = 'current_division_code';

/** Living records follow their division; the code of the event stays as it was (ARCHITECTURE §1). */
export const livingTables: readonly LivingTable<DB>[] = [
  { table: 'authorization_draft', key: 'id', code },
  { table: 'means_authorization', key: 'id', code },
  { table: 'unit_case', key: 'id', code },
  { table: 'verification_request', key: 'id', code },
  { table: 'report', key: 'id', code },
  { table: 'subscription', key: 'id', code },
  { table: 'verification_mechanism', key: 'id', code },
  { table: 'intake_refusal', key: 'request_id', code },
  { table: 'enrolment_approval', key: 'enrolment_id', code },
  { table: 'beneficiary', key: 'id', code, where: 't.ended_on is null' },
];

/** Registers the moves of this service's records on a division change. */
export function registerDivisions(kit: AppKit): void {
  const own = keepDivisionMoves(kit, livingTables);
  const summary =
    "Authorizations, requests and reports of the caller's offices whose new division a person has to say.";
  const fields = { queue: 'queuedVerificationMoves', decide: 'decideVerificationMove', summary };
  kit.graphql(divisionMovesGraphql(kit.name, own, fields));
}
