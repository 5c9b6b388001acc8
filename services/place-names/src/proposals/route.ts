import type { ChangeAuthority, DivisionChangeKind } from '@mz/contracts';
import { accept, type Decision, type DivisionLevel, type DivisionType, type LegalDay, refuse } from '@mz/domain';

/** Who decides a proposal, who may issue the letter, with whom it is filed, and by which article. */
export interface Route {
  readonly decidedBy: Exclude<ChangeAuthority, 'MCA'>;
  readonly issuers: readonly ChangeAuthority[];
  readonly filedWith: 'MCA' | 'STATE_COUNCIL' | null;
  readonly legalBasis: string;
}

/** What the route depends on; `on` is the day on which the proposal is drafted. */
export interface RouteQuestion {
  readonly kind: DivisionChangeKind;
  readonly unitType: DivisionType;
  readonly largeBoundaryChange: boolean;
  readonly on: LegalDay;
}

/** 国务院关于行政区划管理的规定, 国发〔1985〕8号, 1985-01-15; replaced on 2019-01-01 by 行政区划管理条例, Order 704. */
const rulesOf1985 = '1985-01-15';
const regulationOf2019 = '2019-01-01';

/** The level of a unit of a type. */
export function levelOfType(type: DivisionType): DivisionLevel {
  switch (type) {
    case 'PROVINCE':
      return 'PROVINCE';
    case 'PREFECTURE_CITY':
    case 'PREFECTURE':
    case 'DIRECT_COUNTY_GROUP':
      return 'PREFECTURE';
    case 'DISTRICT':
    case 'COUNTY':
    case 'COUNTY_CITY':
    case 'STATISTICAL_ZONE':
      return 'COUNTY';
    case 'SUBDISTRICT':
    case 'TOWN':
    case 'TOWNSHIP':
    case 'QUASI_TOWNSHIP':
      return 'TOWNSHIP';
    case 'RESIDENTS_COMMITTEE':
    case 'VILLAGERS_COMMITTEE':
    case 'QUASI_COMMUNITY':
    case 'QUASI_VILLAGE':
    case 'LOCAL_EXTENSION':
      return 'VILLAGE';
  }
}

/**
 * Who decides (place-names.md §4.4), as the law stands on the day; PROPOSAL_ROUTE_UNKNOWN for what nobody decides by
 * itself: a bare change of the code, a statistical zone, the province.
 */
export function routeOf(question: RouteQuestion): Decision<Route, 'PROPOSAL_ROUTE_UNKNOWN'> {
  const route = question.on < rulesOf1985 || question.kind === 'RECODE' ? undefined : routeByType(question);
  return route === undefined ? refuse('PROPOSAL_ROUTE_UNKNOWN') : accept(route);
}

/** The letters that count as the approval of a route: the ministry answers for the State Council with its consent. */
export function issuersOf(decidedBy: Route['decidedBy']): readonly ChangeAuthority[] {
  return decidedBy === 'STATE_COUNCIL' ? ['STATE_COUNCIL', 'MCA'] : [decidedBy];
}

function routeByType(question: RouteQuestion): Route | undefined {
  switch (question.unitType) {
    case 'PREFECTURE_CITY':
    case 'PREFECTURE':
    case 'DISTRICT':
    case 'COUNTY':
    case 'COUNTY_CITY':
      return countyAndAbove(question);
    case 'TOWN':
    case 'TOWNSHIP':
      return route(
        'PROVINCE',
        isNew(question) ? 'STATE_COUNCIL' : 'MCA',
        isNew(question) ? '行政区划管理条例 第九条' : old('第六条'),
      );
    case 'SUBDISTRICT':
      // An office of a district or a city without districts; the government one level above approves it.
      return route(
        'CITY',
        null,
        isNew(question) ? '行政区划管理条例 第十条' : '地方各级人民代表大会和地方各级人民政府组织法 第六十八条',
      );
    case 'VILLAGERS_COMMITTEE':
      return route('COUNTY', null, '村民委员会组织法 第三条');
    case 'RESIDENTS_COMMITTEE':
      return route('COUNTY', null, '城市居民委员会组织法 第六条');
    case 'PROVINCE':
    case 'DIRECT_COUNTY_GROUP':
    case 'STATISTICAL_ZONE':
    case 'QUASI_TOWNSHIP':
    case 'QUASI_COMMUNITY':
    case 'QUASI_VILLAGE':
    case 'LOCAL_EXTENSION':
      return undefined;
  }
}

function countyAndAbove(question: RouteQuestion): Route {
  const { kind, unitType, largeBoundaryChange } = question;
  const delegated = kind === 'TRANSFER_PART' && !largeBoundaryChange;
  // Since 2019 the province moves the seats of counties; those of cities with districts stay with the State Council.
  const countySeat = kind === 'SEAT_MOVE' && isNew(question) && levelOfType(unitType) === 'COUNTY';
  if (isNew(question)) {
    return delegated || countySeat
      ? route('PROVINCE', 'STATE_COUNCIL', '行政区划管理条例 第八条')
      : route('STATE_COUNCIL', null, '行政区划管理条例 第七条');
  }
  return delegated ? route('PROVINCE', 'MCA', old('第五条')) : route('STATE_COUNCIL', null, old('第四条'));
}

function isNew({ on }: RouteQuestion): boolean {
  return on >= regulationOf2019;
}

function old(article: string): string {
  return `国务院关于行政区划管理的规定（国发〔1985〕8号） ${article}`;
}

function route(decidedBy: Route['decidedBy'], filedWith: Route['filedWith'], legalBasis: string): Route {
  return { decidedBy, issuers: issuersOf(decidedBy), filedWith, legalBasis };
}
