import type { completeIdentity, correctPerson, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import { requireCase } from '../access/index.ts';
import type { AppKit } from '../app-kit.ts';
import { reachAs } from '../reach.ts';
import { changePerson, lockPerson } from './change.ts';
import { type CorrectedPerson, identityFields, readCompletion, readCorrection } from './correction-rules.ts';
import type { PersonRow } from './queries.ts';

type Answer = OperationOutputOf<typeof correctPerson>;

/** Corrects one fact of a person of the case; identity is the county's to correct, and needs the document. */
export async function correct(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof correctPerson>,
): Promise<Answer> {
  const { field, value, reason, source, documentSha256 } = body;
  if (identityFields.includes(field)) {
    if (ctx.grant?.role !== 'COUNTY_REVIEWER') throw fail('ROLE_NOT_PERMITTED');
    if (documentSha256 === undefined) throw fail('DOCUMENT_MISSING', { pointer: '/body/documentSha256' });
  }
  await requireCase(kit, ctx, { caseId: ctx.caseId, use: 'SERVE', personIds: [params.id] });
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    await reachAs(kit, unit.db, ctx.operationId);
    const row = await lockPerson(unit.db, params.id);
    expectVersion(ctx, row.version);
    const decision = readCorrection(field, value, correctedOf(kit, row));
    if (!decision.ok) throw fail(decision.code, { pointer: '/body/value' });
    const basis = { source, reason, documentSha256 };
    return { personId: row.id, ...(await changePerson(work, row, { changes: decision.value, basis })) };
  });
}

/** Gives a person without a number the one that was issued since: a newborn of the register book keeps the id. */
export async function complete(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof completeIdentity>,
): Promise<Answer> {
  const { source, documentSha256, ...numbers } = body;
  await requireCase(kit, ctx, { caseId: ctx.caseId, use: 'SERVE', personIds: [params.id] });
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    await reachAs(kit, unit.db, ctx.operationId);
    const row = await lockPerson(unit.db, params.id);
    const decision = readCompletion(numbers, correctedOf(kit, row));
    if (!decision.ok) throw fail(decision.code, { pointer: '/body/idNo' });
    const changed = await changePerson(work, row, {
      changes: decision.value,
      idType: 'RESIDENT_ID',
      basis: { source, reason: 'IDENTITY_COMPLETED', documentSha256 },
    });
    return { personId: row.id, ...changed };
  });
}

function correctedOf(kit: AppKit, row: PersonRow): CorrectedPerson {
  const { idType, birthDate, sex, deathDate } = row;
  return { idType, hasNumber: row.idNo !== null, birthDate, sex, deathDate, today: kit.clock.today() };
}
