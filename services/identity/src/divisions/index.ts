import { keepDivisionMoves } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { carryOn } from './carry-on.ts';

/** The rights of an office follow its division (place-names.md §9.5). */
export function registerDivisions(kit: AppKit): void {
  keepDivisionMoves(kit, [
    {
      table: 'role_grant',
      key: 'id',
      code: 'division_code',
      where: `t.status = 'IN_FORCE' and not t.read_only and t.role <> 'CITIZEN'`,
      office: 't.division_code',
      narrow: true,
      // A grant that was carried on ends; what lives is the one that follows it.
      heir: `select g.id::text from role_grant g where g.follows = r.record_id::uuid and g.change_id = r.change_id`,
      move: (unit, change, records) => carryOn(kit, unit, { change, records }),
    },
  ]);
}
