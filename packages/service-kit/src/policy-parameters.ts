import type { Kysely, Transaction } from '@mz/db';
import {
  createParameterSource,
  type LegalDay,
  NATIONAL_DIVISION,
  type ParameterSource,
  type PolicyParameter,
} from '@mz/domain';
import { sql } from 'kysely';

/** A handle or an open transaction of a service that keeps `policy_parameter` with two names on each row. */
type Handle<DB> = Kysely<DB> | Transaction<DB>;

type Row = Omit<PolicyParameter, 'approvedBy' | 'regionGroup'> & {
  readonly proposedBy: string;
  readonly approvedBy: string;
};

const province = ['370000000000', NATIONAL_DIVISION];

/** The service's parameters, of some keys or all; reading one from them throws ParameterError where no row holds. */
export async function loadPolicyParameters<DB>(db: Handle<DB>, keys?: readonly string[]): Promise<ParameterSource> {
  const { rows } = await sql<Row>`
    select key, division_code, valid_from, valid_to, value, legal_basis, proposed_by, approved_by
    from policy_parameter where ${keys ?? null}::text[] is null or key = any(${keys ?? null}::text[])`.execute(db);
  return createParameterSource(
    rows.map(({ proposedBy, approvedBy, ...row }) => ({ ...row, approvedBy: [proposedBy, approvedBy] as const })),
  );
}

/** The province's number as it holds on a day; throws ParameterError when there is none. */
export async function readNumber<DB>(db: Handle<DB>, key: string, date: LegalDay): Promise<number> {
  return (await loadPolicyParameters(db, [key])).number(key, { date, divisions: province });
}

/** Several numbers of the province at once, by the names that the caller gives them; throws like `readNumber`. */
export async function readNumbers<DB, N extends string>(
  db: Handle<DB>,
  keys: Readonly<Record<N, string>>,
  date: LegalDay,
): Promise<Readonly<Record<N, number>>> {
  const names = Object.keys(keys) as N[];
  const source = await loadPolicyParameters(db, Object.values(keys));
  const entries = names.map((name) => [name, source.number(keys[name], { date, divisions: province })] as const);
  return Object.fromEntries(entries) as Record<N, number>;
}

/** All numbers of the province on a day, for who asks for many keys; asking for one without a row throws like `readNumber`. */
export async function numbersOn<DB>(db: Handle<DB>, date: LegalDay): Promise<(key: string) => number> {
  const source = await loadPolicyParameters(db);
  return (key) => source.number(key, { date, divisions: province });
}
