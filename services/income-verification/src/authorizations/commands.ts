import {
  authorizationExpired,
  authorizationExpiring,
  authorizationRevoked,
  authorizationSigned,
  type OperationInputOf,
  personFacts,
  type revokeAuthorization,
  type signAuthorization,
} from '@mz/contracts';
import { addDays } from '@mz/domain';
import { type Context, expectVersion, fail, refusal } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { loadParameters, type Parameters } from '../parameters/index.ts';
import { nextNumber } from '../serial-numbers.ts';
import { type Authorization, type AuthorizationRow, getAuthorizationRow, toAuthorization } from './queries.ts';
import { decideRevocation, decideSigning } from './rules.ts';

type SigningBody = OperationInputOf<typeof signAuthorization>['body'];

/** What an authorization's start and end mean for queries that wait; given by the feature that has them. */
export interface AuthorizationEffects {
  signed(work: Work, authorization: AuthorizationRow): Promise<void>;
  revoked(work: Work, authorization: AuthorizationRow): Promise<void>;
  /** Given back after a death that was none. */
  restored(work: Work, authorization: AuthorizationRow): Promise<void>;
  /** Ended by the grantor's death. */
  died(work: Work, authorization: AuthorizationRow): Promise<void>;
}

/** Records a signed authorization: one person, one scan, one scope. */
export async function sign(
  kit: AppKit,
  ctx: Context,
  body: SigningBody,
  effects: AuthorizationEffects,
): Promise<Authorization> {
  // Nobody records the authorization of themselves.
  if (ctx.actor.personId === body.grantorPersonId) throw fail('CONFLICT_OF_INTEREST');
  const today = kit.clock.today();
  if (!kit.divisions().at(`${body.divisionCode.slice(0, 9)}000`, today).ok) {
    throw fail('DIVISION_NOT_VALID', { pointer: '/body/divisionCode' });
  }
  const signers = await readSigners(kit, ctx, body);
  return kit.write(ctx, async (unit) => {
    kit.authorize(ctx, { divisionCode: body.divisionCode });
    const parameters = await loadParameters(unit.db, body.divisionCode, today);
    const decision = decideSigning(body, { today, ...signers, ...limits(parameters) });
    if (!decision.ok) throw refusal(decision.reasons);
    const no = await nextNumber(unit.db, 'AUTHORIZATION', { divisionCode: body.divisionCode, day: today });
    const { ok: _, ...dates } = decision;
    const row = { ...rowOf(body), ...dates, id: kit.newId(), no, recordedBy: ctx.actor.subject };
    const saved = await unit.db
      .insertInto('meansAuthorization')
      .values({ ...row, createdAt: kit.clock.wall() })
      .onConflict((conflict) => conflict.column('documentSha256').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (saved === undefined) throw fail('AUTHORIZATION_DOC_REUSED', { pointer: '/body/documentSha256' });
    unit.audit({ ...recordOf(saved), action: 'authorizations.sign', after: { no, purposes: saved.scopePurposes } });
    unit.publish(authorizationSigned, publicationOf(saved));
    await effects.signed({ kit, ctx, unit }, saved);
    return toAuthorization(saved);
  });
}

function rowOf(body: SigningBody) {
  const { divisionCode, guardianPersonId, guardianProofSha256, periodFrom: _from, periodTo: _to, ...rest } = body;
  return {
    ...rest,
    eventDivisionCode: divisionCode,
    currentDivisionCode: divisionCode,
    guardianPersonId: guardianPersonId ?? null,
    guardianProofSha256: guardianProofSha256 ?? null,
    status: 'ACTIVE',
  };
}

function limits(parameters: Parameters) {
  return {
    adultAge: parameters.number('adult_age'),
    validMonths: parameters.number('authorization_months'),
    capMonths: parameters.number('authorization_cap_months'),
    periodMonths: parameters.number('data_period_default_months'),
    periodMaxMonths: parameters.number('data_period_max_months'),
  };
}

async function readSigners(kit: AppKit, ctx: Context, body: SigningBody) {
  const { grantorPersonId, guardianPersonId, caseId } = body;
  const personIds = guardianPersonId === undefined ? [grantorPersonId] : [grantorPersonId, guardianPersonId];
  const { persons } = await kit.call({ ...ctx, caseId }, personFacts, { body: { personIds, caseId } });
  const grantor = persons.find(({ personId }) => personId === grantorPersonId);
  if (grantor === undefined) throw fail('SUBJECT_NOT_IN_HOUSEHOLD', { pointer: '/body/grantorPersonId' });
  return { grantor, guardian: persons.find(({ personId }) => personId === guardianPersonId) };
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

/** Ends those whose last day is past; runs each day. */
export async function expireAuthorizations(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  return kit.write(ctx, async (unit) => {
    const today = kit.clock.today();
    const rows = await unit.db
      .selectFrom('meansAuthorization')
      .selectAll()
      .where('status', '=', 'ACTIVE')
      .where('validTo', '<', today)
      .orderBy('id')
      .limit(1000)
      .forUpdate()
      .execute();
    for (const row of rows) await expire({ kit, ctx, unit }, row, { endedOn: row.validTo, endedReason: 'EXPIRED' });
    return { done: rows.length };
  });
}

/** Tells of those that end within the days of the parameter [A], each once; runs each day. */
export async function warnOfExpiry(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  return kit.write(ctx, async (unit) => {
    const today = kit.clock.today();
    const days = (await loadParameters(unit.db, '370000000000', today)).number('authorization_warning_days');
    const rows = await unit.db
      .updateTable('meansAuthorization')
      .set({ warnedOn: today })
      .where('status', '=', 'ACTIVE')
      .where('warnedOn', 'is', null)
      .where('validTo', '<=', addDays(today, days))
      .where('validTo', '>=', today)
      .returningAll()
      .execute();
    for (const row of rows) {
      unit.audit({ ...recordOf(row), action: 'authorizations.warn', after: { validTo: row.validTo } });
      unit.publish(authorizationExpiring, {
        ...{ subject: row.id, divisionCode: row.currentDivisionCode, aggregateVersion: row.version },
        data: { authorizationId: row.id, personId: row.grantorPersonId, validTo: row.validTo },
      });
    }
    return { done: rows.length };
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
export function recordOf({ id }: AuthorizationRow) {
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
