import type { WrappedDataKey } from '@mz/crypto';
import type { Context } from '@mz/service-kit';
import { demandingSubject } from '../agreements/index.ts';
import { getRequestKey, type Identity, openIdentity } from '../answers/index.ts';
import type { AppKit, Db } from '../app-kit.ts';
import { type AuthorizationRow, findAuthorizations } from '../authorizations/index.ts';
import { grantedItems, registryCodes } from '../exchange/index.ts';
import { loadParameters } from '../parameters/index.ts';
import {
  findRequestRow,
  isOpen,
  isUnsent,
  listSubQueries,
  type RequestRow,
  type SubQueryRow,
} from '../requests/index.ts';

/** Everything that a send is decided on. */
export interface Sendable {
  readonly request: RequestRow;
  /** Open questions whose time has come. */
  readonly queries: readonly SubQueryRow[];
  readonly authorizations: ReadonlyMap<string, AuthorizationRow>;
  /** Seconds within which the agency answers, by agreement; only agreements in force today. */
  readonly sla: ReadonlyMap<string, number>;
  /** Agreements under which rows must say today whose record they are from. */
  readonly subjectDemanded: ReadonlySet<string>;
  /** What may cross for the request's purpose today, by `<agency> <item>`: the fields that may come. */
  readonly granted: ReadonlyMap<string, readonly string[]>;
  /** Agencies that are asked as SPDCI registries today. */
  readonly registries: ReadonlySet<string>;
  readonly identities: ReadonlyMap<string, Identity>;
  readonly dataKey: WrappedDataKey;
  readonly staleDays: number;
}

/** How a question leaves: the mode of its agreement (income-verification.md §4). */
export type Mode = 'RT' | 'DF' | 'ML' | 'OD';

/** Loads the questions of a request that wait to leave in one way; nothing when there is none. */
export async function loadSendable(
  kit: AppKit,
  ctx: Context,
  requestId: string,
  mode: Mode = 'RT',
): Promise<Sendable | undefined> {
  return kit.read(ctx, async (db) => {
    const request = await findRequestRow(db, requestId);
    if (request === undefined || request.pausedReason !== null) return undefined;
    const now = kit.clock.business();
    const today = kit.clock.today();
    const known = await listSubQueries(db, [requestId]);
    const wave = known.some((one) => one.wave === 1 && isOpen(one)) ? 1 : 2;
    const waiting = known.filter(
      (one) =>
        isUnsent(one) && one.wave <= wave && one.dueOn >= today && (one.nextTryAt === null || one.nextTryAt <= now),
    );
    const agreements = await loadAgreements(db, waiting);
    const open = waiting.filter(({ agreementId }) => agreements.get(agreementId)?.mode === mode);
    if (open.length === 0) return undefined;
    const parameters = await loadParameters(db, request.currentDivisionCode, today);
    const dataKey = await getRequestKey(db, requestId);
    return {
      request,
      queries: open,
      authorizations: await findAuthorizations(db, [...new Set(open.map((one) => one.authorizationId))]),
      sla: liveSla(agreements, today),
      subjectDemanded: await demandingSubject(db, open, today),
      granted: await grantedItems(db, request.purpose, today),
      registries: await registryCodes(db, today),
      identities: await loadIdentities(kit, db, requestId, dataKey),
      dataKey,
      staleDays: parameters.number('answer_stale_days'),
    };
  });
}

interface Agreement {
  readonly id: string;
  readonly mode: string;
  readonly slaSeconds: number;
  readonly validTo: string | null;
}

async function loadAgreements(db: Db, queries: readonly SubQueryRow[]): Promise<Map<string, Agreement>> {
  const ids = [...new Set(queries.map(({ agreementId }) => agreementId))];
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('agencyAgreement')
    .select(['id', 'mode', 'slaSeconds', 'validTo'])
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

function liveSla(agreements: ReadonlyMap<string, Agreement>, today: string): Map<string, number> {
  const live = [...agreements.values()].filter(({ validTo }) => validTo === null || validTo >= today);
  return new Map(live.map(({ id, slaSeconds }) => [id, slaSeconds]));
}

/** Number and name as they were disclosed for a request, by person. */
export async function loadIdentities(
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
