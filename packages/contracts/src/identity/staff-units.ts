import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { DivisionCode, Id } from '../shapes.ts';

/** Which natural persons work in which unit today: by it people knows a colleague's record (people.md §4). No account, no name. */
export const listStaffUnits = defineOperation({
  id: 'staffUnits.list',
  service: 'identity',
  method: 'GET',
  path: '/internal/staff-units',
  summary: 'Persons behind staff accounts with the divisions of their roles that are in force today',
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(Type.Object({ personId: Id, divisionCode: DivisionCode })) }),
  },
  permission: 'staffUnits:list',
  callers: ['service'],
});
