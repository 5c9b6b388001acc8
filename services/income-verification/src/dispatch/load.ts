import type { WrappedDataKey } from '@mz/crypto';
import type { Context } from '@mz/service-kit';
import { getRequestKey, type Identity, openIdentity } from '../answers/index.ts';
import type { AppKit, Db } from '../app-kit.ts';
import { type AuthorizationRow, findAuthorizations } from '../authorizations/index.ts';
import { loadParameters } from '../parameters/index.ts';
import { findRequestRow, isOpen, listSubQueries, type RequestRow, type SubQueryRow } from '../requests/index.ts';

/** Everything that a send is decided on. */
export interface Sendable {
  readonly request: RequestRow;
  /** Open questions whose time has come. */
  readonly queries: readonly SubQueryRow[];
  readonly authorizations: ReadonlyMap<string, AuthorizationRow>;
  /** Seconds within which the agency answers, by agreement; only agreements in force today. */
  readonly sla: ReadonlyMap<string, number>;
  readonly identities: ReadonlyMap<string, Identity>;
  readonly dataKey: WrappedDataKey;
  readonly staleDays: number;
}

/** Loads the open questions of a request; nothing when there is none. */
export async function loadSendable(kit: AppKit, ctx: Context, requestId: string): Promise<Sendable | undefined> {
  return kit.read(ctx, async (db) => {
    const request = await findRequestRow(db, requestId);
    if (request === undefined || request.pausedReason !== null) return undefined;
    const now = kit.clock.business();
    const today = kit.clock.today();
    const open = (await listSubQueries(db, [requestId])).filter(
      (one) => isOpen(one) && one.dueOn >= today && (one.nextTryAt === null || one.nextTryAt <= now),
    );
    if (open.length === 0) return undefined;
    const parameters = await loadParameters(db, request.currentDivisionCode, today);
    const dataKey = await getRequestKey(db, requestId);
    return {
      request,
      queries: open,
      authorizations: await findAuthorizations(db, [...new Set(open.map((one) => one.authorizationId))]),
      sla: await loadSla(db, open, today),
      identities: await loadIdentities(kit, db, requestId, dataKey),
      dataKey,
      staleDays: parameters.number('answer_stale_days'),
    };
  });
}

async function loadSla(db: Db, queries: readonly SubQueryRow[], today: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('agencyAgreement')
    .select(['id', 'slaSeconds', 'validTo'])
    .where('id', 'in', [...new Set(queries.map(({ agreementId }) => agreementId))])
    .execute();
  const live = rows.filter(({ validTo }) => validTo === null || validTo >= today);
  return new Map(live.map(({ id, slaSeconds }) => [id, slaSeconds]));
}

async function loadIdentities(
  kit: AppKit,
  db: Db,
  requestId: string,
  dataKey: WrappedDataKey,
): Promise<Map<string, Identity>> {
  const rows = await db.selectFrom('identityCopy').selectAll().where('requestId', '=', requestId).execute();
  return new Map(
    rows.map((row) => [
      row.personId,
      openIdentity(kit, { recordId: identityRecord(requestId, row.personId), dataKey }, row.sealedIdentity),
    ]),
  );
}

/** The record id under which a person's identity is sealed for a request. */
export function identityRecord(requestId: string, personId: string): string {
  return `${requestId}/${personId}`;
}
