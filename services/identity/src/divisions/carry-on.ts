import type { LegalDay } from '@mz/domain';
import type { MovingRecord, Unit } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import type { DB } from '../database.ts';

/** A change and the grants that go on under a new division. */
export interface CarriedOn {
  readonly change: { readonly changeId: string; readonly effectiveOn: LegalDay };
  readonly records: readonly MovingRecord[];
}

/**
 * Gives each grant again for the new division from the day of the change, and leaves the old one to look only. Two persons
 * approved the old grant, and two of the province the change; nobody comes to reach more ground by it.
 */
export async function carryOn(kit: AppKit, unit: Unit<DB>, { change, records }: CarriedOn): Promise<string[]> {
  const { changeId, effectiveOn } = change;
  const [ids, froms, tos] = [
    records.map(({ recordId }) => recordId),
    records.map(({ fromCode }) => fromCode),
    records.map(({ toCode }) => toCode),
  ];
  const { rows } = await sql<{ id: string; follows: string; divisionCode: string }>`
    with ended as (
      update role_grant as old set read_only = true
      from unnest(${ids}::uuid[], ${froms}::text[], ${tos}::text[]) as c (id, from_code, to_code)
      where old.id = c.id and old.division_code = c.from_code and old.status = 'IN_FORCE' and not old.read_only
        and (old.valid_to is null or old.valid_to >= ${effectiveOn}::date)
      returning old.*, c.to_code
    )
    insert into role_grant (id, account_id, role, division_code, valid_from, valid_to, status, proposed_by, approved_by,
      created_at, follows, change_id)
    select gen_random_uuid(), account_id, role, to_code, greatest(valid_from, ${effectiveOn}::date), valid_to, 'IN_FORCE',
      'division-change:' || ${changeId}, 'system:identity:division.changed',
      ${kit.clock.wall()}::timestamptz, id, ${changeId}
    from ended returning id, follows, division_code`.execute(unit.db);
  for (const { id, follows, divisionCode } of rows) {
    unit.audit({
      action: 'grants.carryOn',
      recordType: 'role_grant',
      recordId: id,
      before: { grantId: follows },
      after: { divisionCode, changeId },
    });
  }
  return rows.map(({ follows }) => follows);
}
