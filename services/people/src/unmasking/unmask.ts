import type { OperationInputOf, OperationOutputOf, unmaskPerson } from '@mz/contracts';
import { type Context, canonicalIds, fail, readNumber } from '@mz/service-kit';
import { requireCase } from '../access/index.ts';
import { raiseAlarm } from '../alarms/index.ts';
import type { AppKit, Db } from '../app-kit.ts';
import { writeLedger } from '../ledger/index.ts';
import { findPersons, type PersonRow } from '../persons/index.ts';
import { reachAs } from '../reach.ts';
import { open, refuseErased, type SecretColumn } from '../stored.ts';
import { refusalOf } from './rules.ts';

type Asked = OperationInputOf<typeof unmaskPerson>['body'];

const stored: Readonly<Record<Asked['field'], { column: SecretColumn; key: keyof PersonRow; fieldClass: string }>> = {
  name: { column: 'name', key: 'name', fieldClass: 'NAME' },
  idNo: { column: 'id_no', key: 'idNo', fieldClass: 'ID_NO' },
  phone: { column: 'phone', key: 'phone', fieldClass: 'PHONE' },
  residenceAddress: { column: 'residence_address', key: 'residenceAddress', fieldClass: 'ADDRESS' },
};

/** One field of one person of the open case, in clear: no ledger row, no answer. Throws UNMASK_REFUSED, CASE_REQUIRED. */
export async function unmask(
  kit: AppKit,
  ctx: Context,
  { personIds, field, reason }: Asked,
): Promise<OperationOutputOf<typeof unmaskPerson>> {
  const refusal = refusalOf(personIds, reason);
  if (refusal !== undefined) throw fail('UNMASK_REFUSED', refusal);
  const [personId = ''] = personIds;
  const { caseId } = await requireCase(kit, ctx, { caseId: ctx.caseId, use: 'READ', personIds });
  const { column, key, fieldClass } = stored[field];
  return kit.write(ctx, async (unit) => {
    const canonical = (await canonicalIds(unit.db, [personId])).get(personId) ?? personId;
    const [row] = await findPersons(unit.db, [canonical]);
    if (row === undefined) throw fail('PERSON_UNKNOWN');
    refuseErased(row);
    await writeLedger(kit, ctx, unit.db, {
      personIds: [row.id],
      fieldClasses: [fieldClass],
      caseId,
      purpose: ctx.purpose ?? '',
      basis: caseId,
      channel: 'REST',
      reason: reason.trim(),
    });
    unit.audit({ action: ctx.operationId, recordType: 'person', recordId: row.id, after: { field, caseId } });
    await reachAs(kit, unit.db, ctx.operationId);
    const entry = { id: kit.newId(), personId: row.id, actor: ctx.actor.subject, caseId, field };
    const countToday = await count(unit.db, { ...entry, at: kit.clock.wall(), day: kit.clock.today() });
    if (countToday > (await readNumber(unit.db, 'unmask.a-day', kit.clock.today()))) {
      await raiseAlarm({ kit, ctx, unit }, { kind: 'UNMASKINGS', count: countToday });
    }
    const value = row[key];
    return {
      personId,
      field,
      value: value instanceof Uint8Array ? open(kit, row, column, value) : null,
      countToday,
    };
  });
}

interface Unmasking {
  readonly id: string;
  readonly personId: string;
  readonly actor: string;
  readonly at: Date;
  readonly day: string;
  readonly caseId: string;
  readonly field: string;
}

/** Keeps the unmasking, and answers how many the user has made on its day. */
async function count(db: Db, row: Unmasking): Promise<number> {
  await db.insertInto('personUnmasking').values(row).execute();
  const { made } = await db
    .selectFrom('personUnmasking')
    .select((one) => one.fn.countAll<string>().as('made'))
    .where('actor', '=', row.actor)
    .where('day', '=', row.day)
    .executeTakeFirstOrThrow();
  return Number(made);
}
