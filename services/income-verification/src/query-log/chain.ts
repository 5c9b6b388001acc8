import { type ChainMac, currentSecret } from '@mz/crypto';
import { canonicalJson } from '@mz/domain';
import { type RawBuilder, sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';

const keyName = 'audit/income-verification';

/** The key of the log's chain, its first one: a chain keeps its key, or its start could not be verified. */
export function logMac(kit: AppKit): ChainMac {
  const current = currentSecret(kit.keys, keyName);
  const [first = current] = kit.keys.versions(keyName);
  if (first.kind !== 'secret') throw new Error(`${keyName} is not a secret key`);
  return { hmacKey: first.secret, algorithm: 'HMAC-SHA-256' };
}

/** A line with everything that its hash covers. */
export interface ChainedLine {
  readonly seq: number;
  readonly txid: number;
  readonly at: Date;
  readonly businessAt: Date | null;
  readonly personHash: Buffer;
}

/** All columns of a line. */
export const lineColumns: RawBuilder<unknown> = sql`l.id, l.seq, l.txid, l.kind, l.at, l.business_at, l.actor, l.role, l.client,
  l.request_id, l.sub_query_id, l.case_id, l.purpose, l.person_hash, l.agency_code, l.item_code, l.authorization_id,
  l.agreement_id, l.outcome, l.flags, l.duration_ms, l.logged_on, l.division_code, l.own`;

/** The RFC 8785 text under the hash of a line. */
export function chainText({ at, businessAt, personHash, ...line }: ChainedLine): string {
  return canonicalJson({
    ...line,
    at: at.toISOString(),
    businessAt: businessAt?.toISOString() ?? null,
    personHash: personHash.toString('hex'),
  });
}
