import type { DivisionHistory, DivisionVersion, LegalDay } from '@mz/domain';
import type { Db } from '../app-kit.ts';
import { pinyinOf } from '../pinyin/index.ts';
import { type Finding, findingsOf } from './findings.ts';
import { kindOfSubject, type Subject } from './rules.ts';
import { duplicateScope } from './scope.ts';
import { listPersonsIn, listStanding } from './standing.ts';

/** A name to be examined, in standard characters and cut into its parts. */
export interface Examined {
  readonly subject: Subject;
  readonly name: string;
  readonly specificPart: string;
  readonly genericPart: string;
  readonly personalName: boolean;
  readonly featureId: string | null;
  /** Divisions in which no second name of the kind may stand; empty for the whole country. */
  readonly scope: readonly string[];
  readonly on: LegalDay;
}

/** All that stands against a name on a day. */
export async function examineName(db: Db, name: Examined): Promise<Finding[]> {
  const { plain } = pinyinOf(name.specificPart, '', kindOfSubject(name.subject));
  const [standing, persons] = await Promise.all([
    listStanding(db, { ...name, sound: plain }),
    listPersonsIn(db, name.specificPart),
  ]);
  return findingsOf({ ...name, standing, persons });
}

/** The scope of duplicates around a division on a day, with the built-up area as its subdistricts. */
export function scopeAround(
  subject: Subject,
  { division, history }: { readonly division: DivisionVersion; readonly history: DivisionHistory },
  on: LegalDay,
): string[] {
  const county = `${division.code.slice(0, 6)}000000`;
  const held = history.children(county, on, { includeTypes: ['SUBDISTRICT'] });
  const subdistricts = held.ok ? held.value.map(({ code }) => code) : [];
  const inBuiltUpArea = subdistricts.includes(`${division.code.slice(0, 9)}000`);
  return duplicateScope(subject, { divisionCode: division.code, inBuiltUpArea, subdistricts }, on);
}
