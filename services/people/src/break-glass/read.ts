import type { OperationInputOf, OperationOutputOf, readBreakGlass } from '@mz/contracts';
import { maskResidentId, parseResidentId } from '@mz/domain';
import { type Context, canonicalIds, fail } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import { writeLedger } from '../ledger/index.ts';
import { findByNumber, findPersons, type PersonRow } from '../persons/index.ts';
import { reachAs } from '../reach.ts';
import { numberIndex, open, refuseErased, type SecretColumn } from '../stored.ts';
import { basisOf, lockGlass } from './queries.ts';

type Input = OperationInputOf<typeof readBreakGlass>;

/** Who and where somebody is, without a case, while the emergency of the caller lasts; marked BREAK_GLASS in the ledger. */
export async function read(
  kit: AppKit,
  ctx: Context,
  { params, body }: Input,
): Promise<OperationOutputOf<typeof readBreakGlass>> {
  if ((body.personId === undefined) === (body.idNo === undefined)) throw fail('INPUT_INVALID', { pointer: '/body' });
  return kit.write(ctx, async (unit) => {
    const glass = await lockGlass(unit.db, params.id);
    if (glass.openedBy !== ctx.actor.subject) throw fail('BREAK_GLASS_UNKNOWN');
    if (glass.expiresAt <= kit.clock.wall()) throw fail('BREAK_GLASS_OVER');
    await reachAs(kit, unit.db, ctx.operationId);
    const row = await findRow(kit, unit.db, body);
    await writeLedger(kit, ctx, unit.db, {
      personIds: [row.id],
      fieldClasses: ['NAME', 'ID_NO_MASKED', 'PHONE', 'ADDRESS', 'BASIC'],
      purpose: 'EMERGENCY',
      basis: basisOf(glass.id),
      channel: 'BREAK_GLASS',
      reason: glass.reason,
    });
    unit.audit({
      action: ctx.operationId,
      recordType: 'person',
      recordId: row.id,
      after: { basis: basisOf(glass.id) },
    });
    return viewOf(kit, row);
  });
}

async function findRow(kit: AppKit, db: Db, { personId, idNo }: Input['body']): Promise<PersonRow> {
  const id = personId ?? (await idOfNumber(kit, db, idNo ?? ''));
  const canonical = id === undefined ? undefined : (await canonicalIds(db, [id])).get(id);
  const [row] = canonical === undefined ? [] : await findPersons(db, [canonical]);
  if (row === undefined) throw fail('PERSON_UNKNOWN');
  refuseErased(row);
  return row;
}

async function idOfNumber(kit: AppKit, db: Db, idNo: string): Promise<string | undefined> {
  const parsed = parseResidentId(idNo);
  if (!parsed.ok) throw fail(parsed.code, { pointer: '/body/idNo' });
  return (await findByNumber(db, numberIndex(kit, 'RESIDENT_ID', parsed.value.idNo)))?.id;
}

function viewOf(kit: AppKit, row: PersonRow): OperationOutputOf<typeof readBreakGlass> {
  const opened = (column: SecretColumn, stored: Buffer | null) =>
    stored === null ? null : open(kit, row, column, stored);
  const idNo = opened('id_no', row.idNo);
  return {
    personId: row.id,
    name: open(kit, row, 'name', row.name),
    idNo: idNo === null ? null : maskResidentId(idNo),
    phone: opened('phone', row.phone),
    residenceDivision: row.residenceDivision,
    residenceAddress: opened('residence_address', row.residenceAddress),
    sex: row.sex,
    birthDate: row.birthDate,
    lifeStatus: row.lifeStatus,
  };
}
