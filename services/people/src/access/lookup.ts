import { caseLookup, type ServiceName, serviceNames } from '@mz/contracts';
import { type Context, canonicalIds, fail, ProblemError } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { holdsDivision } from '../reach.ts';
import { type CaseState, findCase, saveAnswer } from './queries.ts';
import { admits, type CaseAccess, type CaseUse } from './rules.ts';

/** What a call wants: the case, for what, and of whom. */
export interface CaseNeed {
  readonly caseId: string | undefined;
  readonly use: CaseUse;
  readonly personIds?: readonly string[];
}

/**
 * The live case of the caller's office that admits the use; asks the bureau once while its event may be on its way.
 * Throws CASE_REQUIRED with an alarm in the log, or UPSTREAM_UNAVAILABLE when the case is not known here and its bureau
 * is down.
 */
export async function requireCase(kit: AppKit, ctx: Context, need: CaseNeed): Promise<CaseAccess> {
  const { caseId, use, personIds = [] } = need;
  if (caseId === undefined) throw fail('CASE_REQUIRED');
  const stored = await read(kit, ctx, caseId, personIds);
  const found = stored.found ?? (await ask(kit, ctx, caseId, personIds)).found;
  if (found === undefined || !holdsDivision(kit, ctx, found.divisionCode)) throw refused(kit, ctx, need);
  if (admits(found, use, stored.canonical)) return found;
  const again = stored.found === undefined || found.stage === 'CLOSED' ? undefined : await askAgain(kit, ctx, need);
  if (again === undefined || !holdsDivision(kit, ctx, again.divisionCode)) throw refused(kit, ctx, need);
  if (!admits(again, use, stored.canonical)) throw refused(kit, ctx, need);
  return again;
}

type Stored = { readonly found: CaseAccess | undefined; readonly canonical: readonly string[] };

function read(kit: AppKit, ctx: Context, caseId: string, personIds: readonly string[]): Promise<Stored> {
  return kit.read(ctx, async (db) => {
    const [found, ids] = await Promise.all([findCase(db, caseId), canonicalIds(db, personIds)]);
    return { found, canonical: [...ids.values()] };
  });
}

/** What the bureau says now, stored at once. */
async function ask(kit: AppKit, ctx: Context, caseId: string, personIds: readonly string[]): Promise<Stored> {
  const state = await askBureau(kit, ctx, caseId);
  if (state === undefined) return { found: undefined, canonical: personIds };
  await kit.write(kit.system('cases.lookup'), (unit) => saveAnswer(unit.db, state, kit.clock.wall()));
  return read(kit, ctx, caseId, personIds);
}

/** A bureau that is down says nothing new about a case that is known already. */
async function askAgain(kit: AppKit, ctx: Context, { caseId = '', personIds = [] }: CaseNeed) {
  try {
    return (await ask(kit, ctx, caseId, personIds)).found;
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'UPSTREAM_UNAVAILABLE') return undefined;
    throw error;
  }
}

async function askBureau(kit: AppKit, ctx: Context, caseId: string): Promise<CaseState | undefined> {
  const [service = '', id = ''] = caseId.split('/');
  if (!isService(service) || service === kit.name) return undefined;
  try {
    return await kit.call(ctx, caseLookup(service), { params: { id } });
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return undefined;
    throw error;
  }
}

function isService(name: string): name is ServiceName {
  return serviceNames.some((known) => known === name);
}

/** The refusal, with an alarm that names the caller, the case and the persons by id. */
export function refused(kit: AppKit, ctx: Context, { caseId, personIds = [] }: Omit<CaseNeed, 'use'>): ProblemError {
  const { subject } = ctx.actor;
  kit.log.warn({ alarm: 'CASE_REQUIRED', subject, operation: ctx.operationId, caseId, personIds }, 'read refused');
  return fail('CASE_REQUIRED');
}
