import type { DivisionVersion } from '@mz/domain';

const committee = /(?:社区居民委员会|社区居委会|居民委员会|居委会|村村民委员会|村民委员会|村村委会|村委会|社区|村)$/;

/** A village or community that stands at the head of a text. */
export interface VillageMatch {
  readonly given: string;
  /** Undefined where the words name a village that the table does not have here. */
  readonly village: DivisionVersion | undefined;
}

/** The village at the head of a text, among those of a township; the longest name wins. */
export function readVillage(text: string, villages: readonly DivisionVersion[]): VillageMatch | undefined {
  let best: VillageMatch | undefined;
  for (const village of villages) {
    for (const name of namesOf(village)) {
      if (!text.startsWith(name) || name.length <= (best?.given.length ?? 0)) continue;
      if (isStem(village, name) && goesOn.test(text.slice(name.length))) continue;
      best = { given: name, village };
    }
  }
  return best ?? unknownVillage(text);
}

/** A bare stem is a village only where no street or estate begins with it. */
const goesOn = /^(?:[东南西北中前后]?(?:大街|大道|街|路|道|巷|胡同)|小区|花园|新村|大厦|广场|公寓)/;

function stemOf({ name }: DivisionVersion): string {
  return name.replace(committee, '');
}

function isStem(village: DivisionVersion, name: string): boolean {
  return name === stemOf(village);
}

function namesOf(village: DivisionVersion): string[] {
  const stem = stemOf(village);
  const endings =
    village.type === 'RESIDENTS_COMMITTEE' || village.type === 'QUASI_COMMUNITY'
      ? ['社区居民委员会', '社区居委会', '社区', '居民委员会', '居委会', '村']
      : ['村民委员会', '村村民委员会', '村委会', '村村委会', '村', '社区'];
  const bare = stem.length >= 3 ? [stem] : [];
  return [...new Set([village.name, village.shortName, ...endings.map((ending) => stem + ending), ...bare])];
}

function unknownVillage(text: string): VillageMatch | undefined {
  const match =
    /^\p{Script=Han}{1,10}?(?:社区居民委员会|社区居委会|居民委员会|居委会|村民委员会|村委会|社区|村(?!路|街|巷|庄))/u.exec(
      text,
    );
  return match === null ? undefined : { given: match[0], village: undefined };
}
