import type { CaseFacts } from '@mz/contracts';
import { countyOf, createParameterSource, type ParameterSource, townshipOf } from '@mz/domain';
import { readParameterRows } from '../rules/index.ts';
import { type Policy, policyAt } from '../standards/index.ts';

/** What decisions in a county look up. */
export interface CountyPolicy extends Policy {
  /** The parameters as facts carry them. */
  readonly rows: CaseFacts['parameters'];
  readonly source: ParameterSource;
}

/** The policy of each county, put together when the first household of it comes. */
export function createPolicyLookup(policy: Policy): (divisionCode: string) => CountyPolicy {
  const known = new Map<string, CountyPolicy>();
  return (divisionCode) => {
    const county = countyOf(divisionCode) ?? divisionCode;
    // Where divisions changed, two townships of a county may have different pasts.
    const place = policy.former.length === 0 ? county : (townshipOf(divisionCode) ?? county);
    const found = known.get(place);
    if (found !== undefined) return found;
    const at = policyAt(policy, divisionCode);
    const rows = at.parameters.map((row) => ({ ...row, approvedBy: [...row.approvedBy] }));
    const made = { ...at, rows, source: createParameterSource(readParameterRows(rows)) };
    known.set(place, made);
    return made;
  };
}
