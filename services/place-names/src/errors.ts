import { defineErrors } from '@mz/service-kit';
import { boundaryErrors } from './errors-boundaries.ts';
import { censusErrors } from './errors-census.ts';
import { changeErrors } from './errors-changes.ts';
import { mapErrors } from './errors-maps.ts';
import { nameErrors } from './errors-names.ts';
import { proposalErrors } from './errors-proposals.ts';
import { publicServiceErrors } from './errors-public-service.ts';
import { rehearsalErrors } from './errors-rehearsals.ts';
import { searchErrors } from './errors-search.ts';

const codeStandards = 'GB/T 2260-2007；GB/T 10114-2003';

/** Refusals of place-names (handbook §2, §14). */
export const errors = defineErrors({
  ...nameErrors,
  ...proposalErrors,
  ...changeErrors,
  ...censusErrors,
  ...searchErrors,
  CODE_FORMAT: {
    status: 422,
    zh: '区划代码须为 6、9 或 12 位数字',
    en: 'A division code has 6, 9 or 12 digits',
    legalBasis: codeStandards,
  },
  CODE_RANGE: {
    status: 422,
    zh: '区划代码的某一段超出规定范围',
    en: 'A segment of the division code is out of range',
    legalBasis: codeStandards,
  },
  CODE_GAP: {
    status: 422,
    zh: '区划代码的空段之后不得再有非零段',
    en: 'A division code may not go on after an empty segment',
    legalBasis: codeStandards,
  },
  OUT_OF_PROVINCE: { status: 422, zh: '区划代码不属于山东省', en: 'The division code is not of Shandong' },
  CODE_UNKNOWN: { status: 404, zh: '从未有过该区划代码', en: 'There never was such a division code' },
  CODE_NOT_VALID_ON: {
    status: 422,
    zh: '区划代码在该日期无效',
    en: 'The division code was not in force on that day',
  },
  CODE_LEVEL: { status: 422, zh: '此处不接受该层级的区划', en: 'A division of this level is not accepted here' },
  DATE_ORDER: {
    status: 422,
    zh: '起始日期晚于截止日期；反向查询请用沿革',
    en: 'The first day is after the last; ask the lineage for predecessors',
  },
  BATCH_TOO_LARGE: { status: 413, zh: '一批最多 1000 个代码', en: 'A batch has at most 1,000 codes' },
  ...publicServiceErrors,
  DIVISIONS_NOT_LOADED: { status: 503, zh: '区划数据尚未载入', en: 'The divisions are not loaded yet' },
  ...mapErrors,
  ...boundaryErrors,
  ...rehearsalErrors,
});
