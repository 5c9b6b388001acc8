import type { checkKinship, OperationInputOf, OperationOutputOf, recordKinship } from '@mz/contracts';
import { type Context, canonicalIds, fail, readNumber } from '@mz/service-kit';
import { requireCase } from '../access/index.ts';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { holdsDivision, reachAs } from '../reach.ts';
import { findKin, isAncestor, isKinOf, type KinRow } from './queries.ts';
import { checkKinshipFacts, nearKinds } from './rules.ts';

type Recorded = OperationInputOf<typeof recordKinship>['body'];

/** Records that a person is a relative of another; one of the two belongs to the caller's office. */
export async function record(kit: AppKit, ctx: Context, body: Recorded): Promise<{ id: string }> {
  return kit.write(ctx, async (unit) => {
    await reachAs(kit, unit.db, ctx.operationId);
    const pair = await loadPair(kit, unit.db, body);
    const { person, relative } = pair;
    const divisions = [person, relative].flatMap((one) => [one.hukouDivision, one.residenceDivision ?? '']);
    if (!divisions.some((code) => code !== '' && holdsDivision(kit, ctx, code))) throw fail('SCOPE_FORBIDDEN');
    return savePair({ kit, ctx, unit }, body, pair);
  });
}

/** Records a kinship that another feature learned of; the transaction must reach both persons. Throws KINSHIP_INVALID. */
export async function saveKinship(work: Work, body: Recorded): Promise<{ id: string }> {
  return savePair(work, body, await loadPair(work.kit, work.unit.db, body));
}

async function savePair(
  { kit, ctx, unit }: Work,
  body: Recorded,
  { person, relative }: { person: KinRow; relative: KinRow },
): Promise<{ id: string }> {
  const today = kit.clock.today();
  const [parent, child] = body.kind === 'CHILD' ? [person, relative] : [relative, person];
  const isParentage = body.kind === 'PARENT' || body.kind === 'CHILD';
  const code = checkKinshipFacts({
    kind: body.kind,
    person,
    relative,
    validFrom: body.validFrom,
    today,
    parentAgeGapYears: await readNumber(unit.db, 'kinship.parent-age-gap-years', today),
    circular: isParentage && (await isAncestor(unit.db, child.id, parent.id)),
  });
  if (code !== undefined) throw fail(code, { pointer: '/body' });
  const id = kit.newId();
  await unit.db
    .insertInto('kinship')
    .values({
      id,
      personId: person.id,
      relativeId: relative.id,
      kind: body.kind,
      validFrom: body.validFrom,
      source: body.source,
      recordedAt: kit.clock.wall(),
      recordedBy: ctx.actor.subject,
    })
    .execute();
  unit.audit({ action: ctx.operationId, recordType: 'kinship', recordId: id, after: { kind: body.kind } });
  return { id };
}

/** Yes or no: is this person in the case, or a near relative of anybody in it? */
export async function check(
  kit: AppKit,
  ctx: Context,
  { personId, caseId }: OperationInputOf<typeof checkKinship>['body'],
): Promise<OperationOutputOf<typeof checkKinship>> {
  const access = await requireCase(kit, ctx, { caseId, use: 'SERVE' });
  return kit.read(ctx, async (db) => {
    await reachAs(kit, db, ctx.operationId);
    const canonical = (await canonicalIds(db, [personId])).get(personId) ?? personId;
    const others = [...access.named, ...access.registered];
    return { related: await isKinOf(db, canonical, { others, kinds: nearKinds, day: kit.clock.today() }) };
  });
}

async function loadPair(kit: AppKit, db: Db, body: Recorded): Promise<{ person: KinRow; relative: KinRow }> {
  const canonical = await canonicalIds(db, [body.personId, body.relativeId]);
  const kin = await findKin(db, [...canonical.values()], kit.clock.today());
  const person = kin.get(canonical.get(body.personId) ?? '');
  const relative = kin.get(canonical.get(body.relativeId) ?? '');
  if (person === undefined || relative === undefined) throw fail('PERSON_UNKNOWN');
  return { person, relative };
}
