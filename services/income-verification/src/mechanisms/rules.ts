import type { LegalDay } from '@mz/domain';

/** A county's mechanism as far as its counting depends on it. */
export interface Mechanism {
  readonly status: string;
  readonly establishedOn: LegalDay | null;
  readonly revokedOn: LegalDay | null;
  readonly staffCount: number;
  readonly agenciesConnected: readonly string[];
}

/** Whether it counts on a day: established by a document and not revoked, with staff and enough connected agencies (§2). */
export function isCounted(mechanism: Mechanism, agenciesMin: number, day: LegalDay): boolean {
  const { establishedOn, revokedOn, staffCount, agenciesConnected } = mechanism;
  if (establishedOn === null || establishedOn > day) return false;
  if (revokedOn !== null && revokedOn <= day) return false;
  return staffCount >= 1 && agenciesConnected.length >= agenciesMin;
}

/** The status as it is shown: a mechanism operates from the first report that was issued in its county since. */
export function statusOf({ status }: Mechanism, firstReportOn: LegalDay | null): string {
  return status === 'ESTABLISHED' && firstReportOn !== null ? 'OPERATING' : status;
}
