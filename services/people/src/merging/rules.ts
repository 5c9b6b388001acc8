import { maskName, maskPhone, maskResidentId } from '@mz/domain';

/** One of two records that may be merged, opened. */
export interface MergeSide {
  readonly id: string;
  readonly isMergedAway: boolean;
  readonly verified: boolean;
  readonly lifeStatus: string;
  readonly deathDate: string | null;
  /** By field; null: not known. */
  readonly facts: Readonly<Record<MergeField, string | null>>;
}

/** Fields that a merge compares; a record that lacks one of `gainable` gets it. */
export const mergeFields = [
  'name',
  'idNo',
  'sex',
  'birthDate',
  'hukouDivision',
  'hukouKind',
  'residenceDivision',
  'residenceAddress',
  'phone',
  'ethnicity',
  'maritalStatus',
  'householdHeadId',
  'legacyIdNo',
] as const;
export type MergeField = (typeof mergeFields)[number];

/** Fields that a record may lack, and then gets from the one that is merged into it. */
export const gainable = [
  'idNo',
  'residenceDivision',
  'residenceAddress',
  'phone',
  'ethnicity',
  'maritalStatus',
  'householdHeadId',
  'legacyIdNo',
] as const satisfies readonly MergeField[];
export type GainedField = (typeof gainable)[number];

/** Why two records may not be merged; 409 where another state of the records would admit it. */
export interface MergeRefusal {
  readonly reason: 'SAME_RECORD' | 'ALREADY_MERGED' | 'TWO_VERIFIED_NUMBERS' | 'LIFE_STATUS_DIFFERS';
  readonly status: 422 | 409;
}

/**
 * What speaks against a merge (people.md §6 MERGE_INVALID): the record itself, a record that was merged away, two
 * different verified numbers; and two records of which one is dead, for the merge would make the death unseen.
 */
export function refusalsOf(kept: MergeSide, dropped: MergeSide): MergeRefusal[] {
  if (kept.id === dropped.id) return [{ reason: 'SAME_RECORD', status: 422 }];
  const refusals: MergeRefusal[] = [];
  if (kept.isMergedAway || dropped.isMergedAway) refusals.push({ reason: 'ALREADY_MERGED', status: 409 });
  const [one, other] = [kept.facts.idNo, dropped.facts.idNo];
  if (kept.verified && dropped.verified && one !== null && other !== null && one !== other) {
    refusals.push({ reason: 'TWO_VERIFIED_NUMBERS', status: 422 });
  }
  if (kept.lifeStatus !== dropped.lifeStatus || kept.deathDate !== dropped.deathDate) {
    refusals.push({ reason: 'LIFE_STATUS_DIFFERS', status: 409 });
  }
  return refusals;
}

/** A refusal in words for the reviewer. */
export function refusalInWords(reason: MergeRefusal['reason']): string {
  switch (reason) {
    case 'SAME_RECORD':
      return '保留与被并的是同一条记录';
    case 'ALREADY_MERGED':
      return '其中一条记录已并入他人，请使用保留的编号';
    case 'TWO_VERIFIED_NUMBERS':
      return '两条记录各有经核实的不同证件号码，不是同一人';
    case 'LIFE_STATUS_DIFFERS':
      return '两条记录的生存状况或死亡日期不一致，请先核实登记再合并';
  }
}

/** Fields that the kept record lacks and the dropped one has. */
export function gainsOf(kept: MergeSide, dropped: MergeSide): GainedField[] {
  return gainable.filter((field) => kept.facts[field] === null && dropped.facts[field] !== null);
}

/** Facts that both records have and that differ, masked. */
export function differencesOf(kept: MergeSide, dropped: MergeSide) {
  return mergeFields
    .filter((field) => {
      const [one, other] = [kept.facts[field], dropped.facts[field]];
      return one !== null && other !== null && one !== other;
    })
    .map((field) => ({ field, kept: masked(field, kept.facts[field]), dropped: masked(field, dropped.facts[field]) }));
}

function masked(field: MergeField, value: string | null): string | null {
  if (value === null) return null;
  switch (field) {
    case 'name':
      return maskName(value);
    case 'idNo':
    case 'legacyIdNo':
      return maskResidentId(value);
    case 'phone':
      return maskPhone(value);
    case 'residenceAddress':
      return '***';
    default:
      return value;
  }
}

/** What one service holds under one id, by kind. */
export interface Holding {
  readonly service: string;
  readonly personId: string;
  readonly kind: string;
}

/** What follows from a merge, in words: nothing of it is done by the machine beyond the alias. */
export function consequencesOf(facts: {
  readonly keptIds: ReadonlySet<string>;
  readonly holdings: readonly Holding[];
  readonly missing: readonly string[];
  readonly numbersDiffer: boolean;
}): { code: string; text: string }[] {
  const { keptIds, holdings, missing, numbersDiffer } = facts;
  const both = new Set(
    holdings
      .filter(({ kind }) => kind === 'MEMBERSHIP' || kind === 'ENROLMENT')
      .filter((one) => keptIds.has(one.personId))
      .filter((one) => holdings.some((other) => sameKind(one, other) && !keptIds.has(other.personId)))
      .map(({ service, kind }) => `${service} ${kind}`),
  );
  return [
    { code: 'ALIAS_FOR_EVER', text: '被并记录的编号今后一律指向保留的记录，各业务系统不改写已有数据' },
    ...[...both].map((where) => ({
      code: 'DUP_PERSON',
      text: `两条记录均有（${where}）：合并后两者保留并提示重复，后一项的发放暂停待查`,
    })),
    ...(numbersDiffer ? [{ code: 'NUMBERS_DIFFER', text: '两条记录的证件号码不同，合并后以保留记录的号码为准' }] : []),
    ...missing.map((service) => ({ code: 'SERVICE_SILENT', text: `${service} 未答复，其所持有的记录不明` })),
  ];
}

function sameKind(one: Holding, other: Holding): boolean {
  return one.service === other.service && one.kind === other.kind;
}
