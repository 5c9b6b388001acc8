import { defineErrors } from '@mz/service-kit';

const census = '国务院关于开展第二次全国地名普查的通知（国发〔2014〕3号）';
const naming = '地名管理条例（国发〔1986〕11号）';

/** Refusals of the place-name census (place-names.md §7, §14). */
export const censusErrors = defineErrors({
  CENSUS_BATCH_UNKNOWN: { status: 404, zh: '没有该普查批次', en: 'There is no such census batch' },
  CENSUS_TASK_UNKNOWN: { status: 404, zh: '没有该普查任务', en: 'There is no such census task' },
  CENSUS_RECORD_UNKNOWN: { status: 404, zh: '没有该普查记录', en: 'There is no such census record' },
  CENSUS_SAMPLE_UNKNOWN: { status: 404, zh: '没有该抽样', en: 'There is no such sample' },
  CENSUS_SCORE_UNKNOWN: { status: 404, zh: '该批次尚未评分', en: 'The batch has not been scored' },
  CENSUS_PACKAGE_UNKNOWN: { status: 404, zh: '没有该外业数据包', en: 'There is no such field package' },
  CENSUS_CONFLICT_UNKNOWN: { status: 404, zh: '没有该合并冲突', en: 'There is no such conflict' },
  CENSUS_BATCH_DUPLICATE: {
    status: 409,
    zh: '该县当年已有同号批次',
    en: 'The county has a batch of this number in that year',
  },
  CENSUS_TASK_DUPLICATE: { status: 422, zh: '同一乡镇出现两次', en: 'A township stands in the plan twice' },
  TASK_OUTSIDE_COUNTY: { status: 422, zh: '任务乡镇不属于该县', en: 'The township is not of the county' },
  RECORD_OUTSIDE_TASK: {
    status: 422,
    zh: '记录所在区划不属于该任务的乡镇',
    en: 'The division of the record is not of the task’s township',
  },
  RECORD_KEY_REUSED: {
    status: 409,
    zh: '本批次中该记录编号已用于其他内容',
    en: 'The record key was used in this batch with another content',
  },
  CENSUS_CATEGORY_UNKNOWN: {
    status: 422,
    zh: '没有该地名类别代码',
    en: 'There is no such category of names',
    legalBasis: 'GB/T 18521-2001',
  },
  CATEGORY_OUT_OF_SCOPE: {
    status: 422,
    zh: '海域地名已在试点中完成，不在本次普查 11 类范围内',
    en: 'Sea names were done in the pilot and are none of the eleven groups',
    legalBasis: census,
  },
  MISSING_POSITION: { status: 422, zh: '缺少位置坐标', en: 'The position is missing', legalBasis: census },
  MULTI_STANDARD: {
    status: 422,
    zh: '同一地理实体不得有两个标准名称',
    en: 'A feature has one standard name',
    legalBasis: naming,
  },
  STANDARD_NAME_MISSING: { status: 422, zh: '缺少标准名称', en: 'The standard name is missing', legalBasis: census },
  CENSUS_FIELD_MISSING: { status: 422, zh: '缺少必填项', en: 'A required field is missing', legalBasis: census },
  ELEVATION_NOT_ALLOWED: {
    status: 422,
    zh: '只有山峰类地名填写海拔',
    en: 'Only mountains have an elevation',
    legalBasis: census,
  },
  POPULATION_NOT_ALLOWED: {
    status: 422,
    zh: '只有行政区域、群众自治组织、非行政区域和居民点填写户籍人口',
    en: 'Only divisions, committees, areas and settlements have a population',
  },
  POPULATION_WITHOUT_YEAR: {
    status: 422,
    zh: '户籍人口与统计年份须同时填写',
    en: 'A population and its year are given together',
  },
  CENSUS_BATCH_INCOMPLETE: {
    status: 409,
    zh: '尚有记录未到达本环节',
    en: 'Some records have not come to this step yet',
  },
  CENSUS_DEFECTS_OPEN: { status: 409, zh: '尚有缺陷未整改', en: 'Defects are still open' },
  CENSUS_SAMPLE_MISSING: {
    status: 409,
    zh: '尚未完成抽样检查',
    en: 'The sample has not been inspected yet',
    legalBasis: census,
  },
  CENSUS_SAMPLE_FAILED: {
    status: 409,
    zh: '抽样差错率超限，应退回整改',
    en: 'Too much of the sample is wrong: the batch goes back',
    legalBasis: census,
  },
  CENSUS_SAMPLE_DUPLICATE: { status: 409, zh: '本轮已抽样', en: 'The sample of this round has been drawn' },
  SAMPLE_RECORD_UNKNOWN: { status: 422, zh: '该记录不在样本中', en: 'The record is not in the sample' },
  CENSUS_SCORE_MISSING: {
    status: 409,
    zh: '尚未进行质量评分',
    en: 'The batch has not been scored yet',
    legalBasis: census,
  },
  CENSUS_SCORE_FAILED: { status: 409, zh: '质量评分不合格', en: 'The batch failed its score', legalBasis: census },
  QUALITY_ITEM_UNKNOWN: { status: 422, zh: '评分表中没有该项', en: 'The quality table has no such item' },
  CENSUS_PACKAGE_TOO_LARGE: {
    status: 409,
    zh: '任务记录过多，不能整体签出',
    en: 'The task has too many records for one package',
  },
  CENSUS_PACKAGE_ALTERED: {
    status: 422,
    zh: '数据包内容或签名与签出时不一致',
    en: 'The package is not what was checked out',
  },
  CENSUS_PACKAGE_MERGED: {
    status: 409,
    zh: '该数据包已合并过其他内容',
    en: 'Other work of this package has been merged',
  },
  CENSUS_RECORD_CHANGED: {
    status: 409,
    zh: '该字段合并后又被修改',
    en: 'The field has changed since the merge',
  },
});
