import type { AgencyItemCode } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { sql } from 'kysely';
import { getRequestKey, openRows, type Rows } from '../answers/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import { grantedItems } from '../exchange/index.ts';
import { normalise, seenFields } from './fingerprint-rules.ts';

const index = 'income-verification.known_record';

/** The keyed hash of what a register says of a person; nothing of the rows can be read from it, nor two persons compared. */
export function fingerprintOf(
  kit: Pick<AppKit, 'indexes'>,
  about: { readonly item: AgencyItemCode; readonly personId: string },
  rows: Rows,
): Buffer {
  return kit.indexes.ofParts(index, [about.item, about.personId, normalise(about.item, rows)]);
}

interface Answered {
  readonly requestId: string;
  readonly subQueryId: string;
  readonly personId: string;
  readonly purpose: string;
  readonly agency: string;
  readonly item: AgencyItemCode;
  readonly sealedRows: Buffer;
  readonly asOf: LegalDay;
}

interface Known {
  readonly itemCode: string;
  readonly personId: string;
  readonly fingerprint: Buffer | null;
  readonly asOf: LegalDay;
  readonly fields: string | null;
}

/**
 * Keeps what the registers said at the check of a case as what is known of its persons, so that the first batch finds what is
 * new since then. Only of those whose authorization is continuous (§1 purpose limitation); a later word is never replaced.
 */
export async function rememberCase(
  { kit, unit }: Work,
  { caseId, personIds }: { readonly caseId: string; readonly personIds: readonly string[] },
): Promise<void> {
  if (personIds.length === 0) return;
  const { rows } = await sql<Answered>`
    select distinct on (q.person_id, q.item_code) q.request_id, q.id as sub_query_id, q.person_id, r.purpose, q.agency_code as agency,
      q.item_code as item, a.sealed_rows, a.source_as_of as as_of
    from verification_request r join request_key on request_key.request_id = r.id
      join sub_query q on q.request_id = r.id join answer a on a.sub_query_id = q.id
    where r.case_id = ${caseId} and q.person_id = any(${[...personIds]}::uuid[]) and not a.quarantined
      and a.outcome in ('HIT', 'NO_RECORD')
    order by q.person_id, q.item_code, a.source_as_of desc`.execute(unit.db);
  const known: Known[] = [];
  for (const [requestId, answers] of Map.groupBy(rows, (row) => row.requestId)) {
    const dataKey = await getRequestKey(unit.db, requestId);
    const granted = await grantedItems(unit.db, answers[0]?.purpose ?? '', kit.clock.today());
    for (const { subQueryId: recordId, personId, agency, item, sealedRows, asOf } of answers) {
      const found = openRows(kit, { recordId, dataKey }, sealedRows);
      const fingerprint = found.length === 0 ? null : fingerprintOf(kit, { item, personId }, found);
      const fields = seenFields(item, granted.get(`${agency} ${item}`) ?? []);
      known.push({ itemCode: item, personId, fingerprint, asOf, fields });
    }
  }
  if (known.length === 0) return;
  await unit.db
    .insertInto('knownRecord')
    .values(known.map((one) => ({ ...one, answered: true })))
    .onConflict((conflict) =>
      conflict
        .columns(['itemCode', 'personId'])
        .doUpdateSet(({ ref }) => ({
          fingerprint: ref('excluded.fingerprint'),
          fields: ref('excluded.fields'),
          answered: true,
          mismatched: false,
          asOf: ref('excluded.asOf'),
        }))
        .where(({ eb, ref }) => eb('knownRecord.asOf', '<=', ref('excluded.asOf'))),
    )
    .execute();
}
