import type { AgencyItemCode } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import { authorizablePurposes } from '../authorizations/index.ts';
import { decideGrant, listPartnerGrants } from '../exchange/index.ts';
import { seenFields } from './fingerprint-rules.ts';
import { agencyOf } from './rules.ts';

/** What may come about a person. */
export interface Granted {
  readonly fields: readonly string[];
  /** On which of them a fingerprint rests, where these are not all lasting ones. */
  readonly seen: string | null;
}

/** What may come about the person of a seq; undefined for who has no authorization that covers the item any more. */
export type GrantedOf = (seq: number) => Granted | undefined;

/** A part of a batch and the item that its persons were asked about. */
interface Asked {
  readonly recheckId: string;
  readonly partNo: number;
  readonly item: AgencyItemCode;
}

/**
 * What grants let cross about each person of a part today: the fields of those for a purpose that the person's authorization
 * names. Persons are looked up only where the purposes have different fields.
 */
export async function grantedAbout(db: Db, asked: Asked, today: LegalDay): Promise<GrantedOf> {
  const { item } = asked;
  const grants = await listPartnerGrants(db, [agencyOf(item)]);
  const byPurpose = new Map(
    [...authorizablePurposes].map((purpose) => [purpose, decideGrant(grants, { purpose, item, today }) ?? []]),
  );
  const [first = [], ...others] = byPurpose.values();
  const granted = (fields: readonly string[]): Granted => ({ fields, seen: seenFields(item, fields) });
  const everybody = granted(first);
  if (others.every((fields) => fields.join() === first.join())) return () => everybody;
  const bySeq: Granted[] = [];
  for (const { purposes, runs } of await purposesOf(db, asked, today)) {
    const some = granted([...new Set(purposes.flatMap((purpose) => byPurpose.get(purpose) ?? []))]);
    for (const [from, to] of runs) for (let seq = from; seq <= to; seq += 1) bySeq[seq] = some;
  }
  return (seq) => bySeq[seq];
}

interface Purposes {
  readonly purposes: readonly string[];
  /** Pairs of the first and the last seq of each run. */
  readonly runs: readonly (readonly [number, number])[];
}

/** The purposes of the authorizations by which the persons of a part may be asked. Their key is the only way in (ADR 7). */
async function purposesOf(db: Db, { recheckId, partNo, item }: Asked, today: LegalDay): Promise<readonly Purposes[]> {
  const { rows } = await sql<Purposes>`
    with member as (
      select m.person_id, m.seq::integer as seq from recheck_part p, unnest(p.person_ids) with ordinality as m (person_id, seq)
      where p.recheck_id = ${recheckId}::uuid and p.no = ${partNo}
    ), named as (
      select a.purposes, range_agg(int4range(m.seq, m.seq + 1)) as seqs
      from member m cross join lateral (
        select array_agg(distinct purpose order by purpose) as purposes
        from (
          select scope_purposes from means_authorization
          where grantor_person_id = any(array(
              select m.person_id
              union all select canonical from person_alias where alias = m.person_id
              union all select alias from person_alias where canonical = m.person_id))
            and continuous and status = 'ACTIVE' and valid_from <= ${today}::date and valid_to >= ${today}::date
            and ${item} = any(scope_items)
            and exists (select from beneficiary b
              where b.person_id = m.person_id and b.case_id = means_authorization.case_id and b.ended_on is null)
          offset 0
        ) own, unnest(own.scope_purposes) as purpose
      ) a
      where a.purposes is not null group by a.purposes
    )
    select purposes, (
      select jsonb_agg(jsonb_build_array(lower(run), upper(run) - 1) order by run) from unnest(seqs) as run
    ) as runs from named`.execute(db);
  return rows;
}
