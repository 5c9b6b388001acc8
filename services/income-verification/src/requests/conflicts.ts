import { checkKinship } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { raiseAlarm } from '../misuse/index.ts';
import { getRequestRow } from './queries.ts';

/**
 * Nobody entrusts, compiles or signs the check of their own household or of a near relative's (民发〔2012〕220号, 2012-12-12);
 * throws CONFLICT_OF_INTEREST. Asked of people before a transaction opens.
 */
export async function refuseKin(kit: AppKit, ctx: Context, requestId: string): Promise<void> {
  const { personId } = ctx.actor;
  if (personId === undefined) return;
  const { brief, caseId } = await kit.read(ctx, (db) => getRequestRow(db, requestId));
  const own = brief.members.some((member) => member.personId === personId);
  if (own || (await isKin(kit, ctx, { personId, caseId }))) {
    await raiseAlarm(kit, ctx, { rule: own ? 'OWN_CHECK' : 'RELATIVE', count: brief.members.length, caseId });
    throw fail('CONFLICT_OF_INTEREST', { legalBasis: '民发〔2012〕220号' });
  }
}

async function isKin(kit: AppKit, ctx: Context, body: { readonly personId: string; readonly caseId: string }) {
  const { related } = await kit.call({ ...ctx, caseId: body.caseId }, checkKinship, { body });
  return related;
}
