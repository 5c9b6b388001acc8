import type { CaseFacts } from '@mz/contracts';
import { ParameterError, type PolicyParameter, type RegionGroup } from '@mz/domain';
import { isJsonValue } from './json-value.ts';

type Row = CaseFacts['parameters'][number];

/** Reads the rows of the facts; throws ParameterError PARAMETER_TYPE_INVALID for a value that JSON cannot hold or fewer than two approvers. */
export function readParameterRows(rows: readonly Row[]): PolicyParameter[] {
  return rows.map((row) => {
    const { value } = row;
    const [first, second] = row.approvedBy;
    if (!isJsonValue(value) || !first || !second || first === second) {
      throw new ParameterError('PARAMETER_TYPE_INVALID', row.key, row.validFrom);
    }
    return { ...row, regionGroup: regionGroupOf(row), value, approvedBy: [first, second] };
  });
}

/** A row for a group of cities carries `regionGroup` beside its division (social-assistance §1). */
function regionGroupOf(row: Row): RegionGroup | null {
  const group: unknown = Reflect.get(row, 'regionGroup');
  return group === 'EAST' || group === 'CENTRAL' || group === 'WEST' ? group : null;
}
