import type { DivisionHistory, DivisionVersion, LegalDay } from '@mz/domain';

/** What of the vintage's counties a division holds on a day. */
export interface Ground {
  /** Codes of counties on the day of the polygons. */
  readonly counties: readonly string[];
  /** False when one of them also holds other ground, or only a part of it is the division's. */
  readonly exact: boolean;
}

/** The divisions of a day over the counties of a vintage. */
export interface GroundOn {
  readonly asOf: LegalDay;
  of(code: string): Ground | undefined;
  /** Who may hold a county of the vintage on the day; the first one is the likeliest. */
  holdersOf(county: string): readonly string[];
}

/** What the ground is told from. */
export interface GroundSource {
  readonly history: DivisionHistory;
  /** Codes of the county polygons. */
  readonly counties: readonly string[];
  readonly vintageOn: LegalDay;
}

const province = '370000000000';

/** Maps every division of a day, from the county up, to the counties of the vintage. */
export function groundOn(source: GroundSource, asOf: LegalDay): GroundOn {
  const grounds = new Map<string, Ground>();
  const prefectures = childrenOn(source, province, asOf);
  for (const prefecture of prefectures) {
    const own = childrenOn(source, prefecture.code, asOf).map(
      ({ code }) => [code, countyGround(source, code, asOf)] as const,
    );
    for (const [code, ground] of own) grounds.set(code, ground);
    grounds.set(prefecture.code, joined(own.map(([, ground]) => ground)));
  }
  grounds.set(province, { counties: source.counties, exact: true });
  const holders = holdersByCounty(grounds);
  return { asOf, of: (code) => grounds.get(code), holdersOf: (county) => holders.get(county) ?? [] };
}

function childrenOn({ history }: GroundSource, code: string, asOf: LegalDay): readonly DivisionVersion[] {
  const held = history.children(code, asOf);
  return held.ok ? held.value : [];
}

function countyGround(source: GroundSource, code: string, asOf: LegalDay): Ground {
  return asOf <= source.vintageOn ? groundBefore(source, code, asOf) : groundAfter(source, code, asOf);
}

function groundBefore({ history, counties, vintageOn }: GroundSource, code: string, asOf: LegalDay): Ground {
  const territory = history.sameTerritory(code, asOf, vintageOn);
  if (!territory.ok) return { counties: [], exact: false };
  const { codes, residual } = territory.value;
  return { counties: codes.filter((one) => counties.includes(one)), exact: residual.length === 0 };
}

function groundAfter({ history, counties, vintageOn }: GroundSource, code: string, asOf: LegalDay): Ground {
  const found = counties.flatMap((county) => {
    const later = history.resolve(county, vintageOn, asOf);
    const result = later.ok ? later.value.results.find((one) => one.code === code) : undefined;
    return result === undefined ? [] : [{ county, whole: result.extent === 'FULL' }];
  });
  return { counties: found.map(({ county }) => county), exact: found.every(({ whole }) => whole) };
}

/** A prefecture is known exactly when what its counties share with others is shared among themselves. */
function joined(grounds: readonly Ground[]): Ground {
  const counties = [...new Set(grounds.flatMap((ground) => ground.counties))].sort();
  return { counties, exact: grounds.every(({ exact }) => exact) };
}

function holdersByCounty(grounds: ReadonlyMap<string, Ground>): Map<string, string[]> {
  const holders = new Map<string, string[]>();
  for (const [code, { counties }] of grounds) {
    if (code.slice(4, 6) === '00') continue;
    for (const county of counties) holders.set(county, [...(holders.get(county) ?? []), code]);
  }
  // The unit that bears the polygon's own code keeps most of its ground; else the smaller code.
  for (const [county, codes] of holders) {
    codes.sort((a, b) => Number(b === county) - Number(a === county) || (a < b ? -1 : 1));
  }
  return holders;
}
