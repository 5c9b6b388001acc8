import {
  authorizationExpired,
  authorizationRevoked,
  type OperationInputOf,
  type revokeAuthorization,
} from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { type Authorization, type AuthorizationRow, getAuthorizationRow, toAuthorization } from './queries.ts';
import { decideRevocation } from './rules.ts';

/** What an authorization's start and end mean for queries that wait; given by the feature that has them. */
export interface AuthorizationEffects {
  /** In force. */
  signed(work: Work, authorization: AuthorizationRow): Promise<void>;
  revoked(work: Work, authorization: AuthorizationRow): Promise<void>;
  /** A later one took its place. */
  superseded(work: Work, earlier: AuthorizationRow, newer: AuthorizationRow): Promise<void>;
  /** Given back after a death that was none. */
  restored(work: Work, authorization: AuthorizationRow): Promise<void>;
  /** Ended by the grantor's death. */
  died(work: Work, authorization: AuthorizationRow): Promise<void>;
}

/** Takes an authorization back at once: queries that wait under it are cancelled. */
export async function revoke(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof revokeAuthorization>,
  effects: AuthorizationEffects,
): Promise<Authorization> {
  return kit.write(ctx, async (unit) => {
    const found = await getAuthorizationRow(unit.db, params.id, true);
    kit.authorize(ctx, { divisionCode: found.currentDivisionCode });
    expectVersion(ctx, found.version);
    const decision = decideRevocation(found, body.revokedOn, kit.clock.today());
    if (!decision.ok) throw fail(decision.code, { pointer: '/body/revokedOn' });
    const change = {
      status: 'REVOKED',
      endedOn: body.revokedOn,
      endedReason: 'REVOKED',
      revocationSha256: body.documentSha256,
    };
    const saved = await saveEnd({ kit, ctx, unit }, found, change);
    unit.audit({ ...recordOf(saved), action: 'authorizations.revoke', after: { status: saved.status } });
    unit.publish(authorizationRevoked, publicationOf(saved));
    await effects.revoked({ kit, ctx, unit }, saved);
    return toAuthorization(saved);
  });
}

/** Ends one, and says so. */
export async function expire(
  work: Work,
  row: AuthorizationRow,
  end: { readonly endedOn: string; readonly endedReason: 'EXPIRED' | 'DEATH' },
): Promise<void> {
  const saved = await saveEnd(work, row, { status: 'EXPIRED', ...end });
  work.unit.audit({ ...recordOf(saved), action: 'authorizations.expire', after: { reason: end.endedReason } });
  work.unit.publish(authorizationExpired, publicationOf(saved));
}

type End = { readonly status: string; readonly endedOn: string; readonly endedReason: string };

async function saveEnd({ unit }: Work, { id, version }: AuthorizationRow, end: End): Promise<AuthorizationRow> {
  return unit.db
    .updateTable('meansAuthorization')
    .set({ ...end, version: version + 1 })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The record as the audit trail names it. */
export function recordOf({ id }: Pick<AuthorizationRow, 'id'>) {
  return { recordType: 'means_authorization', recordId: id };
}

/** The state as other services hear it. */
export function publicationOf(row: AuthorizationRow) {
  const { id, grantorPersonId, caseId, status, scopePurposes, validFrom, validTo } = row;
  return {
    subject: id,
    divisionCode: row.currentDivisionCode,
    aggregateVersion: row.version,
    data: {
      authorizationId: id,
      personId: grantorPersonId,
      caseId,
      status,
      purposes: scopePurposes,
      validFrom,
      validTo,
    },
  };
}
