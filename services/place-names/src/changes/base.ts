import { addDays, type DivisionChangeItem, type DivisionVersion, isWithinDivision, type LegalDay } from '@mz/domain';

/** A version as held true now, with the row that holds it. */
export interface HeldVersion extends DivisionVersion {
  readonly versionId: number;
}

/** The ground that a change is checked and planned on. */
export interface ChangeBase {
  readonly effectiveOn: LegalDay;
  /** Versions of all codes around the change that are held true, whether in force or not. */
  readonly held: readonly HeldVersion[];
  /** Rows that a correction takes out: those that the corrected change started or ended. */
  readonly withdrawn: readonly HeldVersion[];
  /** Items of other changes that take effect on the same day. */
  readonly sameDay: readonly DivisionChangeItem[];
  /** By code, the version in force on the day before. */
  readonly before: ReadonlyMap<string, HeldVersion>;
}

/**
 * The ground as it would be without the corrected change: what it started is gone and what it ended goes on. Without a
 * correction, the rows as they are.
 */
export function baseOf(given: {
  readonly effectiveOn: LegalDay;
  readonly rows: readonly HeldVersion[];
  readonly sameDay: readonly DivisionChangeItem[];
  readonly correctsId?: string | undefined;
}): ChangeBase {
  const { effectiveOn, rows, sameDay, correctsId } = given;
  const isTouched = (row: HeldVersion): boolean =>
    correctsId !== undefined && (row.changeIdIn === correctsId || row.changeIdOut === correctsId);
  const withdrawn = rows.filter(isTouched);
  const restored = withdrawn.filter((row) => row.changeIdOut === correctsId).map(goingOn);
  const held = [...rows.filter((row) => !isTouched(row)), ...restored];
  const dayBefore = addDays(effectiveOn, -1);
  const before = new Map(held.filter((row) => isInForceOn(row, dayBefore)).map((row) => [row.code, row]));
  return { effectiveOn, held, withdrawn, sameDay: sameDay.filter((item) => item.changeId !== correctsId), before };
}

/** Whether a later change rests on what the corrected one started. */
export function isBuiltOn({ withdrawn }: ChangeBase, correctsId: string): boolean {
  return withdrawn.some((row) => row.changeIdIn === correctsId && row.validTo !== null);
}

/** Whether a version stands on the effective day or starts after it. */
export function reachesInto(version: DivisionVersion, effectiveOn: LegalDay): boolean {
  return version.validTo === null || version.validTo > effectiveOn;
}

/** Codes in force on the day before that lie strictly inside a division, by their digits. */
export function inside({ before }: ChangeBase, code: string): HeldVersion[] {
  return [...before.values()].filter((one) => one.code !== code && isWithinDivision(code, one.code));
}

function goingOn({ changeIdOut: _, ...row }: HeldVersion): HeldVersion {
  return { ...row, validTo: null };
}

function isInForceOn({ validFrom, validTo }: DivisionVersion, day: LegalDay): boolean {
  return (validFrom === null || validFrom <= day) && (validTo === null || day < validTo);
}
