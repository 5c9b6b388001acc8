import type { WrappedDataKey } from '@mz/crypto';
import { getRequestKey, openIdentity, openRows, type Rows } from '../answers/index.ts';
import type { AppKit, Db } from '../app-kit.ts';
import { identityRecord } from '../dispatch/index.ts';
import { listSubQueries, type RequestRow } from '../requests/index.ts';
import type { ReportContent } from './content.ts';
import { listConfirmed } from './resolutions.ts';
import type { Answer, ConflictDecision, OpenItem } from './rules/index.ts';

/** What a report is compiled from. */
export interface Evidence {
  readonly answers: readonly Answer[];
  readonly open: readonly OpenItem[];
  readonly decisions: readonly ConflictDecision[];
  readonly sources: ReportContent['sources'];
}

/** Opens the answers of a request, with what two persons settled; questions without an answer are open items. */
export async function loadEvidence(kit: AppKit, db: Db, request: RequestRow): Promise<Evidence> {
  const queries = await listSubQueries(db, [request.id]);
  const dataKey = await getRequestKey(db, request.id);
  const ids = queries.map(({ id }) => id);
  const rows =
    ids.length === 0 ? [] : await db.selectFrom('answer').selectAll().where('subQueryId', 'in', ids).execute();
  const byQuery = new Map(rows.map((row) => [row.subQueryId, row]));
  const settled = await listConfirmed(db, request.id);
  const numbers = await readNumbers(kit, db, { request, dataKey });
  const answered = queries.flatMap((query) => {
    const row = byQuery.get(query.id);
    return row === undefined ? [] : [{ query, row }];
  });
  return {
    answers: answered.map(({ query, row }) => {
      const decision = settled.rows.get(query.id);
      const opened = openRows(kit, { recordId: query.id, dataKey }, row.sealedRows);
      return {
        personId: query.personId,
        agencyCode: query.agencyCode,
        itemCode: query.itemCode,
        // The table holds one of the seven outcomes.
        outcome: row.outcome as Answer['outcome'],
        rows: query.itemCode === 'MARRIAGE' ? opened.map((one) => withPartner(one, numbers, request)) : opened,
        sourceAsOf: row.sourceAsOf,
        mandatory: query.mandatory,
        quarantined: row.quarantined,
        flags: row.flags,
        ...(decision === undefined ? {} : { decision }),
      };
    }),
    // What death cancelled is no longer asked for; everything else without an answer is missing.
    open: queries.filter(
      ({ id, state, fault }) => !byQuery.has(id) && !(state === 'CANCELLED' && fault === 'AUTHORIZATION_EXPIRED'),
    ),
    decisions: settled.conflicts,
    sources: answered.map(({ row }) => ({ subQueryId: row.subQueryId, rawHash: row.rawHash })),
  };
}

/** Who has which identity number, as disclosed for this request. */
async function readNumbers(
  kit: AppKit,
  db: Db,
  { request, dataKey }: { readonly request: RequestRow; readonly dataKey: WrappedDataKey },
): Promise<ReadonlyMap<string, string>> {
  const copies = await db.selectFrom('identityCopy').selectAll().where('requestId', '=', request.id).execute();
  return new Map(
    copies.flatMap(({ personId, sealedIdentity }) => {
      const place = { recordId: identityRecord(request.id, personId), dataKey };
      const { idNo } = openIdentity(kit, place, sealedIdentity);
      return idNo === null ? [] : [[idNo, personId] as const];
    }),
  );
}

/** A partner by person instead of by number: no number goes further than this. */
function withPartner(row: Rows[number], numbers: ReadonlyMap<string, string>, { brief }: RequestRow): Rows[number] {
  const known = new Set(numbers.values());
  const everyAdult = brief.members.filter(({ adult }) => adult).every(({ personId }) => known.has(personId));
  const partner = numbers.get(String(row.partnerIdNo)) ?? (everyAdult ? 'OUTSIDE' : 'UNKNOWN');
  return { ...row, partnerIdNo: partner };
}
