import type { ChangeDraft, ChangeItemDraft, ChangeUnitDraft } from '@mz/contracts';
import {
  countyOf,
  type DivisionChangeItem,
  divisionLevel,
  findLineageCycle,
  parseDivisionCode,
  prefectureOf,
  townshipOf,
} from '@mz/domain';
import { type ChangeBase, inside, isBuiltOn, reachesInto } from './base.ts';

/** One reason against a change, with the field that it is about. */
export interface ChangeFault {
  readonly code: string;
  readonly pointer: string;
  readonly detail?: string;
}

/** What the checks look at: items, units and the two days. */
export type CheckedDraft = Pick<
  ChangeDraft,
  'items' | 'units' | 'approvedOn' | 'effectiveOn' | 'effectiveDayInLetter' | 'correctsId'
>;

/** Every reason why the change cannot be: days, items, shares, units, codes (place-names.md §3, §4.2, §14). */
export function checkChange(draft: CheckedDraft, base: ChangeBase): ChangeFault[] {
  return [
    ...checkDays(draft),
    ...checkItems(draft, base),
    ...checkParts(draft, base),
    ...checkUnits(draft, base),
    ...checkCycle(draft, base),
    ...(draft.correctsId !== undefined && isBuiltOn(base, draft.correctsId)
      ? [{ code: 'CORRECTION_BUILT_ON', pointer: '/body/correctsId' }]
      : []),
  ];
}

/** A letter may name a later day, never an earlier one; what it does not name is the day of the approval. */
export function checkDays({ approvedOn, effectiveOn, effectiveDayInLetter }: CheckedDraft): ChangeFault[] {
  const pointer = '/body/effectiveOn';
  if (effectiveOn < approvedOn) return [{ code: 'EFFECTIVE_BEFORE_APPROVAL', pointer }];
  if (effectiveOn > approvedOn && !effectiveDayInLetter) return [{ code: 'EFFECTIVE_DAY_NOT_IN_LETTER', pointer }];
  return [];
}

/** The codes of the items stand before and after, each pair once, a whole alone, shares that make one. */
export function checkItems({ items, units }: CheckedDraft, base: ChangeBase): ChangeFault[] {
  const starting = codesOf(units, 'IN');
  const ending = codesOf(units, 'OUT');
  const faults = items.flatMap(({ fromCode, toCode }, index): ChangeFault[] => {
    const stands = starting.has(toCode) || (base.before.has(toCode) && !ending.has(toCode));
    return [
      ...(base.before.has(fromCode) ? [] : [{ code: 'ITEM_FROM_UNKNOWN', pointer: `/body/items/${index}/fromCode` }]),
      ...(stands ? [] : [{ code: 'ITEM_TO_UNKNOWN', pointer: `/body/items/${index}/toCode` }]),
    ];
  });
  const groups = [...Map.groupBy(items, (item) => item.fromCode)];
  return [...faults, ...groups.flatMap(([fromCode, ofCode]) => checkGroup(fromCode, ofCode, ending))];
}

function checkGroup(fromCode: string, items: readonly ChangeItemDraft[], ending: ReadonlySet<string>): ChangeFault[] {
  const pointer = '/body/items';
  const fault = (code: string): ChangeFault => ({ code, pointer, detail: fromCode });
  const targets = new Set(items.map((item) => item.toCode));
  const wholes = items.filter((item) => item.extent === 'FULL').length;
  const isDouble = targets.size < items.length || (wholes > 0 && items.length > 1);
  // Shares are decimal fractions: compared as millionths, which is how they are kept.
  const share = items.reduce((sum, item) => sum + Math.round(item.populationShare * 1_000_000), 0);
  return [
    ...(isDouble ? [fault('ITEM_DUPLICATE')] : []),
    ...(share === 1_000_000 ? [] : [fault('SHARE_SUM')]),
    ...(targets.has(fromCode) || ending.has(fromCode) ? [] : [fault('UNIT_NOT_ENDED')]),
  ];
}

/** A part names what moves, and only children of its division, each once; what is left has an item of its own. */
export function checkParts({ items }: CheckedDraft, base: ChangeBase): ChangeFault[] {
  const seen = new Set<string>();
  const faults = items.flatMap((item, index): ChangeFault[] => {
    const pointer = `/body/items/${index}/partUnits`;
    const isPart = item.extent === 'PART' && !item.remainder;
    if (isPart && item.partUnits.length === 0) return [{ code: 'PART_UNITS_REQUIRED', pointer }];
    const twice = item.partUnits.filter((code) => seen.has(code) || !seen.add(code));
    const foreign = item.partUnits.filter(
      (code) => !isPart || !base.before.has(code) || holderOf(code) !== item.fromCode,
    );
    return [
      ...foreign.map((detail) => ({ code: 'PART_UNIT_NOT_CHILD', pointer, detail })),
      ...twice.map((detail) => ({ code: 'PART_UNIT_TWICE', pointer, detail })),
    ];
  });
  const divided = Map.groupBy(
    items.filter((item) => item.extent === 'PART' || item.remainder),
    (item) => item.fromCode,
  );
  const lacking = [...divided].filter(
    ([, ofCode]) => ofCode.filter((item) => item.remainder && item.extent === 'PART').length !== 1,
  );
  return [...faults, ...lacking.map(([detail]) => ({ code: 'REMAINDER_REQUIRED', pointer: '/body/items', detail }))];
}

/** The division directly above by the digits: a part of a county is a township, of a township a village. */
function holderOf(code: string): string | undefined {
  switch (divisionLevel(code)) {
    case 'VILLAGE':
      return townshipOf(code);
    case 'TOWNSHIP':
      return countyOf(code);
    case 'COUNTY':
      return prefectureOf(code);
    case 'PREFECTURE':
    case 'PROVINCE':
      return undefined;
  }
}

/** What ends was in force and goes somewhere; what starts has a name and a code that is free. */
export function checkUnits(draft: CheckedDraft, base: ChangeBase): ChangeFault[] {
  const ending = codesOf(draft.units, 'OUT');
  return draft.units.flatMap((unit, index) => {
    const pointer = `/body/units/${index}`;
    const faults = unit.side === 'OUT' ? checkEnd(unit, draft, base) : checkStart(unit, ending, base);
    return faults.map((code) => ({ code, pointer, detail: unit.code }));
  });
}

function checkEnd({ code }: ChangeUnitDraft, { items, units }: CheckedDraft, base: ChangeBase): string[] {
  const version = base.before.get(code);
  if (version === undefined) return ['UNIT_NOT_IN_FORCE'];
  const ending = codesOf(units, 'OUT');
  const left =
    divisionLevel(code) === 'PREFECTURE'
      ? inside(base, code).filter(
          (one) => one.level === 'COUNTY' && one.type !== 'STATISTICAL_ZONE' && !ending.has(one.code),
        )
      : [];
  return [
    ...(version.validTo === null ? [] : ['LATER_CHANGE']),
    ...(items.some((item) => item.fromCode === code) ? [] : ['UNIT_WITHOUT_ITEM']),
    // Of a prefecture that ends, each county must be told where it goes.
    ...left.map(() => 'UNIT_NOT_ENDED'),
  ];
}

function checkStart(unit: ChangeUnitDraft, ending: ReadonlySet<string>, base: ChangeBase): string[] {
  const { code, name, sameUnitAs } = unit;
  const parsed = parseDivisionCode(code);
  if (!parsed.ok) return [parsed.code];
  const former = base.held.filter((one) => one.code === code);
  const overlaps = former.some(
    (one) => reachesInto(one, base.effectiveOn) && !(ending.has(code) && base.before.get(code) === one),
  );
  const isFreed = former.length > 0 && !ending.has(code);
  const goesOn = sameUnitAs === undefined ? undefined : base.before.get(sameUnitAs);
  return [
    ...(name === undefined ? ['UNIT_NAME_REQUIRED'] : []),
    ...(overlaps ? ['VERSION_OVERLAP'] : []),
    ...(isFreed && !overlaps ? ['CODE_REUSED'] : []),
    ...(sameUnitAs !== undefined && !ending.has(sameUnitAs) ? ['UNIT_NOT_ENDED'] : []),
    ...(goesOn !== undefined && goesOn.code === code && goesOn.name === name ? ['NAME_UNCHANGED'] : []),
  ];
}

function checkCycle({ items, effectiveOn }: CheckedDraft, { sameDay }: ChangeBase): ChangeFault[] {
  const own = items.map((item): DivisionChangeItem => ({ ...item, changeId: '', effectiveOn }));
  const cycle = findLineageCycle([...own, ...sameDay]);
  return cycle === undefined
    ? []
    : [{ code: 'LINEAGE_CYCLE', pointer: '/body/items', detail: cycle.codes.join(' → ') }];
}

function codesOf(units: readonly ChangeUnitDraft[], side: 'IN' | 'OUT'): Set<string> {
  return new Set(units.filter((unit) => unit.side === side).map((unit) => unit.code));
}
