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
  /** None of a list. */
  readonly personHash: Buffer | null;
  /** Of a list: how many were shown, by which filter. */
  readonly listed: number | null;
  readonly listFilter: string | null;
}

/** All columns of a line. */
export const lineColumns: RawBuilder<unknown> = sql`l.id, l.seq, l.txid, l.kind, l.at, l.business_at, l.actor, l.role, l.client,
  l.request_id, l.sub_query_id, l.case_id, l.purpose, l.person_hash, l.agency_code, l.item_code, l.authorization_id,
  l.agreement_id, l.outcome, l.flags, l.duration_ms, l.logged_on, l.division_code, l.own, l.listed, l.list_filter`;

/** The RFC 8785 text under the hash of a line; lines of persons have the text that they had before there were lists. */
export function chainText({ at, businessAt, personHash, listed, listFilter, ...line }: ChainedLine): string {
  return canonicalJson({
    ...line,
    at: at.toISOString(),
    businessAt: businessAt?.toISOString() ?? null,
    personHash: personHash?.toString('hex') ?? null,
    ...(listed === null ? {} : { listed, listFilter }),
  });
}
