import { caseRef, checkKinship } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';

/** Nobody acts on the household of a near relative (handbook §5.3): neither the caller nor those named; throws CONFLICT_OF_INTEREST. */
export async function refuseRelatives(
  kit: AppKit,
  ctx: Context,
  household: { readonly applicationId: string },
  named: readonly string[] = [],
): Promise<void> {
  const caseId = caseRef('social-assistance', household.applicationId);
  const own = ctx.actor.personId === undefined ? [] : [ctx.actor.personId];
  for (const personId of new Set([...own, ...named])) {
    const { related } = await kit.call(ctx, checkKinship, { body: { personId, caseId } });
    if (related) throw fail('CONFLICT_OF_INTEREST', { legalBasis: '民发〔2012〕220号' });
  }
}
