import type { MapSheet, Role } from '@mz/contracts';
import { accept, type Decision, refuse, type TransitionTable, transition } from '@mz/domain';
import type { Static } from 'typebox';
import type { Box } from '../geometry/index.ts';

/** How a sheet of the library stands. */
export type SheetStatus = Static<typeof MapSheet>['status'];
export type SheetSecrecy = Static<typeof MapSheet>['secrecy'];
export type SheetFormat = Static<typeof MapSheet>['format'];
/** What is done to a sheet. */
export type SheetAction = 'check' | 'publish' | 'release' | 'withdraw';

const officers: readonly Role[] = ['PLACE_PROVINCE_OFFICER', 'PLACE_PROVINCE_CHECKER'];

const steps: TransitionTable<SheetStatus, SheetAction, Role, undefined> = [
  { from: 'REGISTERED', action: 'check', to: 'CHECKED', roles: ['PLACE_PROVINCE_CHECKER'] },
  { from: 'CHECKED', action: 'publish', to: 'PUBLISHED', roles: officers },
  { from: 'PUBLISHED', action: 'release', to: 'PUBLISHED', roles: officers },
  { from: ['REGISTERED', 'CHECKED', 'PUBLISHED'], action: 'withdraw', to: 'WITHDRAWN', roles: officers },
];

/** The status after a step, or why there is none. */
export function decideStep(state: SheetStatus, action: SheetAction, role: Role) {
  return transition(steps, { state, action, role, facts: undefined });
}

/** What a sheet is, for the question of secrecy. */
export interface SheetKind {
  readonly denominator: number;
  readonly format: SheetFormat;
  readonly secrecy: SheetSecrecy;
}

/**
 * Whether a sheet may bear its secrecy: large scales are classified, and what the public sees of them is a reduced layer
 * of its own (place-names.md §8.3). `classifiedFrom` is the largest denominator that is classified.
 */
export function decideSecrecy(
  { denominator, format, secrecy }: SheetKind,
  classifiedFrom: number,
): Decision<SheetSecrecy, 'SHEET_CLASSIFIED'> {
  const isLarge = denominator <= classifiedFrom;
  if (secrecy === 'PUBLIC' && isLarge && format !== 'REDUCED') return refuse('SHEET_CLASSIFIED');
  return accept(secrecy);
}

/** 地图审核管理规定 (2006): the number of the State office (GS) or of a province (鲁S), the year and the number in it. */
const reviewNumber = /^(?:GS|\p{Script=Han}S)\((\d{4})\)(\d{1,5})号$/u;

/** Reads a review number (审图号); full-width brackets are as good. */
export function readReviewNo(input: string): Decision<string, 'REVIEW_NO_INVALID'> {
  const text = input.replace(/\s/g, '').replaceAll('（', '(').replaceAll('）', ')');
  const match = reviewNumber.exec(text);
  if (match === null) return refuse('REVIEW_NO_INVALID');
  return accept(text.replace('(', '（').replace(')', '）'));
}

/** Whether a sheet may be opened: a county says what it needs a classified one for (place-names.md §12: need-to-know). */
export function decideOpening(
  secrecy: SheetSecrecy,
  role: Role,
  need: string | undefined,
): Decision<true, 'NEED_TO_KNOW'> {
  const isCounty = role === 'PLACE_COUNTY_CLERK' || role === 'PLACE_COUNTY_CHECKER';
  const isStated = need !== undefined && need.trim().length >= 10;
  return secrecy !== 'PUBLIC' && isCounty && !isStated ? refuse('NEED_TO_KNOW') : accept(true);
}

/** A share in tenths of a percent, cut off, so that only the whole shows 1000. */
export function sharePermille(reached: number, target: number): number {
  return target === 0 ? 0 : Math.floor((reached * 1000) / target);
}

/** Reads west,south,east,north: in order, and in the order of longitude and latitude. */
export function readBox(text: string): Decision<Box, 'BBOX_INVALID' | 'LONLAT_SWAPPED'> {
  const numbers = text.split(',').map(Number);
  // A box with heights has six numbers (OGC 17-069r4 §7.15.3).
  const [west, south, east, north] = numbers.length === 6 ? [0, 1, 3, 4].map((index) => numbers[index]) : numbers;
  if (numbers.length !== 4 && numbers.length !== 6) return refuse('BBOX_INVALID');
  if (west === undefined || south === undefined || east === undefined || north === undefined)
    return refuse('BBOX_INVALID');
  if (![west, south, east, north].every(Number.isFinite)) return refuse('BBOX_INVALID');
  if (south > 90 || north > 90) return refuse('LONLAT_SWAPPED');
  const isOnEarth = west >= -180 && east <= 180 && south >= -90;
  return isOnEarth && west <= east && south <= north ? accept([west, south, east, north]) : refuse('BBOX_INVALID');
}
