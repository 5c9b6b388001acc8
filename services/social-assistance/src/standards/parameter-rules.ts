import type { LegalDay } from '@mz/domain';
import type { ProblemReason } from '@mz/service-kit';

/** The days on which a row holds: from the first to before the second. */
export type Validity = { readonly validFrom: LegalDay; readonly validTo?: LegalDay | null };

/** A proposed parameter. */
export type ProposedParameter = Validity & { readonly value: unknown };

/** All reasons against a parameter: a key that no rule asks for, a value of another kind, dates. */
export function parameterFaults(
  proposal: ProposedParameter,
  known: { readonly inForce: readonly Validity[]; readonly example: unknown },
): ProblemReason[] {
  if (known.example === undefined) return [{ code: 'PARAMETER_UNKNOWN', pointer: '/body/key' }];
  const faults: ProblemReason[] = [];
  if (kindOf(known.example) !== kindOf(proposal.value)) {
    faults.push({ code: 'INPUT_INVALID', pointer: '/body/value', detail: `须为 ${kindOf(known.example)}` });
  }
  const { validFrom, validTo } = proposal;
  if (typeof validTo === 'string' && validTo <= validFrom) {
    faults.push({ code: 'DATE_ORDER_INVALID', pointer: '/body/validTo' });
  } else if (parameterOverlap(proposal, known.inForce)) {
    faults.push({ code: 'PARAMETER_OVERLAP', pointer: '/body/validFrom' });
  }
  return faults;
}

/** Whether a row would hold on a day on which another one holds that it does not end: an open one that began earlier ends. */
export function parameterOverlap(row: Validity, inForce: readonly Validity[]): boolean {
  return inForce.some((other) => {
    const isSuccession = (other.validTo ?? null) === null && other.validFrom < row.validFrom;
    return !isSuccession && other.validFrom < endOf(row) && row.validFrom < endOf(other);
  });
}

function endOf({ validTo }: Validity): LegalDay {
  return validTo ?? '9999-12-31';
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}
