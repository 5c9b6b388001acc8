import { type Operation, type Role, roles } from '@mz/contracts';
import type { Scope } from '@mz/db';
import { isWithinDivision, scopePrefix } from '@mz/domain';
import type { CallHeaders } from './call-headers.ts';
import { fail } from './errors.ts';
import type { Actor, Context, RecordRelation, RoleGrant } from './kit.ts';
import type { PermissionEntry } from './permissions.ts';
import type { Principal } from './principal.ts';

/** The prefix of division codes that reaches the whole province: services, partners and jobs. */
export const provinceReach = '37';

/** One call as the decision sees it. */
export interface CallRequest {
  readonly operation: Operation;
  readonly entry: PermissionEntry;
  readonly principal: Principal;
  readonly headers: CallHeaders;
  /** The gateway resolves a person's GraphQL field: the person's rights alone count. */
  readonly throughGateway?: boolean;
}

/**
 * The one decision for REST and GraphQL: caller, role, purpose, case. Throws TOKEN_MISSING, SERVICE_ONLY,
 * SERVICE_NOT_PERMITTED, USER_REQUIRED, PARTNER_NOT_PERMITTED, ROLE_NOT_PERMITTED, PURPOSE_REQUIRED,
 * PURPOSE_NOT_PERMITTED or CASE_REQUIRED.
 */
export function permit(call: CallRequest): Context {
  const { operation, principal, headers } = call;
  checkCaller(call);
  const grants = needsRole(call) ? grantsOf(call) : undefined;
  if (operation.purposes !== undefined) checkPurpose(operation.purposes, headers);
  const grant = grants === undefined ? undefined : chooseGrant(grants, call);
  if (operation.caseRequired && headers.caseId === undefined) throw fail('CASE_REQUIRED');
  const actor = actorOf(principal, operation);
  return {
    actor,
    ...(grant === undefined ? {} : { grant }),
    scope: scopeOf(call, actor, grant),
    operationId: operation.id,
    permission: operation.permission,
    ...(headers.purpose === undefined ? {} : { purpose: headers.purpose }),
    ...(headers.caseId === undefined ? {} : { caseId: headers.caseId }),
    traceparent: headers.traceparent,
    ...(principal.userToken === undefined ? {} : { userToken: principal.userToken }),
    language: headers.language,
  };
}

/**
 * Whether the actor may touch this record: inside the division of the grant, or of another grant of the actor for the
 * same permission, and not somebody who did the earlier step. Throws SCOPE_FORBIDDEN, SEPARATION_OF_DUTIES or the
 * record's own code.
 */
export function authorizeRecord(ctx: Context, entry: PermissionEntry, record: RecordRelation): void {
  if (ctx.grant !== undefined && !reaches(ctx, entry, record.divisionCode)) throw fail('SCOPE_FORBIDDEN');
  const earlier = record.separatedFrom?.find(({ subject }) => subject === ctx.actor.subject);
  if (earlier !== undefined) throw fail(earlier.code);
}

function reaches(ctx: Context, entry: PermissionEntry, divisionCode: string): boolean {
  if (ctx.grant !== undefined && isWithinDivision(ctx.grant.division, divisionCode)) return true;
  return ctx.actor.roles.some(
    ({ role, division }) =>
      holds(entry, role) && servesPurpose(role, ctx.purpose) && isWithinDivision(division, divisionCode),
  );
}

function checkCaller({ operation, entry, principal, throughGateway = false }: CallRequest): void {
  const { callers } = operation;
  const { service, user, partner } = principal;
  if (callers.includes('public') && entry.public) return;
  if (partner !== undefined && !callers.includes('partner')) throw fail('PARTNER_NOT_PERMITTED');
  if (user !== undefined && (service === undefined || throughGateway) && !callers.includes('user')) {
    throw fail(callers.includes('service') ? 'SERVICE_ONLY' : 'ROLE_NOT_PERMITTED');
  }
  const mayServiceKnock = callers.includes('service') || (user !== undefined && callers.includes('user'));
  if (service !== undefined && !mayServiceKnock) {
    throw fail(callers.includes('user') ? 'USER_REQUIRED' : 'SERVICE_NOT_PERMITTED');
  }
  if (service?.service !== undefined && !throughGateway && !(entry.services ?? []).includes(service.service)) {
    throw fail('SERVICE_NOT_PERMITTED', { detail: `${service.service} → ${operation.permission}` });
  }
  if (service === undefined && user === undefined && partner === undefined) throw fail('TOKEN_MISSING');
}

function needsRole({ operation, entry, principal }: CallRequest): boolean {
  return principal.user !== undefined && operation.callers.includes('user') && entry.public !== true;
}

function checkPurpose(permitted: readonly string[], headers: CallHeaders): void {
  if (headers.purpose === undefined) throw fail('PURPOSE_REQUIRED');
  if (!permitted.includes(headers.purpose)) throw fail('PURPOSE_NOT_PERMITTED', { pointer: '/headers/x-purpose' });
}

/** The person's grants that hold the permission, only those of X-Division when it is given. */
function grantsOf({ operation, entry, principal, headers }: CallRequest): RoleGrant[] {
  const grants = effective(operation, principal.user?.roles ?? []).filter(
    ({ role, division }) => holds(entry, role) && (headers.division === undefined || division === headers.division),
  );
  if (grants.length === 0) throw fail('ROLE_NOT_PERMITTED');
  return grants;
}

/** An abolished office reads, after the offices that go on, and does nothing more (place-names.md §9.5). */
function effective({ method }: Operation, roles: readonly RoleGrant[]): readonly RoleGrant[] {
  const acting = roles.filter(({ readOnly }) => readOnly !== true);
  return method === 'GET' ? [...acting, ...roles.filter(({ readOnly }) => readOnly === true)] : acting;
}

/** The first grant, or the first whose role serves the purpose where the operation requires one. */
function chooseGrant(grants: readonly RoleGrant[], { operation, headers }: CallRequest): RoleGrant {
  const purpose = operation.purposes === undefined ? undefined : headers.purpose;
  const grant = grants.find(({ role }) => servesPurpose(role, purpose));
  if (grant === undefined) throw fail('PURPOSE_NOT_PERMITTED', { pointer: '/headers/x-purpose' });
  return grant;
}

function holds(entry: PermissionEntry, role: Role): boolean {
  return entry.roles?.includes(role) ?? false;
}

function servesPurpose(role: Role, purpose: string | undefined): boolean {
  const own: readonly string[] = roles[role].purposes;
  return purpose === undefined || own.includes(purpose);
}

function actorOf({ user, service, partner }: Principal, operation: Operation): Actor {
  const caller = service?.service === undefined ? {} : { caller: service.service };
  if (user !== undefined) {
    const person = user.personId === undefined ? {} : { personId: user.personId };
    return { kind: 'user', subject: user.subject, roles: effective(operation, user.roles), ...person, ...caller };
  }
  if (service !== undefined) return { kind: 'service', subject: service.subject, roles: [], ...caller };
  if (partner !== undefined) return { kind: 'partner', subject: partner.subject, roles: [] };
  return { kind: 'public', subject: 'public', roles: [] };
}

/** A person reaches the grant's division; a service or partner the province, limited by its handler; the public no scoped row. */
function scopeOf({ principal, headers, throughGateway = false }: CallRequest, actor: Actor, grant?: RoleGrant): Scope {
  const machine = principal.partner !== undefined || (principal.service !== undefined && !throughGateway);
  const withoutGrant = machine ? provinceReach : '';
  return {
    division: grant === undefined ? withoutGrant : scopePrefix(grant.division),
    actor: actor.subject,
    ...(headers.caseId === undefined ? {} : { caseId: headers.caseId }),
    ...(headers.purpose === undefined ? {} : { purpose: headers.purpose }),
  };
}

const bodyHashes = new WeakMap<Context, Buffer>();

/** Ties the SHA-256 of what was sent (params, query and body, RFC 8785) to the context of an idempotent call. */
export function bindBodyHash(ctx: Context, hash: Buffer): Context {
  bodyHashes.set(ctx, hash);
  return ctx;
}

/** The hash that `bindBodyHash` tied; throws for a context that was copied or is not of an idempotent call. */
export function bodyHashOf(ctx: Context): Buffer {
  const hash = bodyHashes.get(ctx);
  if (hash === undefined) throw new Error(`The context of ${ctx.operationId} has no body hash: pass it on as it came`);
  return hash;
}
