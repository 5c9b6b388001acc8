import type { OperationInputOf, resolvePersons } from '@mz/contracts';
import { compareNames } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import { writeLedger } from '../ledger/index.ts';
import { reachAs } from '../reach.ts';
import { numberIndex, open } from '../stored.ts';
import { findByNumber } from './queries.ts';

type Asked = OperationInputOf<typeof resolvePersons>['body'];

/** Who is meant by number and name together; a number under another name is nobody. One ledger row for each person found. */
export async function resolve(
  kit: AppKit,
  ctx: Context,
  { subjects, basisId }: Asked,
): Promise<{ personIds: (string | null)[] }> {
  return kit.write(ctx, async (unit) => {
    await reachAs(kit, unit.db, ctx.operationId);
    const personIds: (string | null)[] = [];
    for (const subject of subjects) personIds.push(await findOne(kit, unit.db, subject));
    const found = [...new Set(personIds.filter((id) => id !== null))];
    if (found.length > 0) {
      await writeLedger(kit, ctx, unit.db, {
        ...{ personIds: found, fieldClasses: ['PERSON_ID'], caseId: undefined, purpose: 'VERIFY_MEANS' },
        ...{ basis: basisId, channel: 'SERVICE' },
      });
    }
    const after = { asked: subjects.length, found: found.length };
    unit.audit({ action: ctx.operationId, recordType: 'disclosure', recordId: basisId, after });
    return { personIds };
  });
}

async function findOne(kit: AppKit, db: Db, { idNo, name }: Asked['subjects'][number]): Promise<string | null> {
  const found = await findByNumber(db, numberIndex(kit, 'RESIDENT_ID', idNo.toUpperCase()));
  if (found === undefined || found.erasedAt !== null) return null;
  const known = open(kit, { ...found, id: found.recordId }, 'name', found.name);
  return compareNames(known, name) === 'DIFFERENT' ? null : found.id;
}
