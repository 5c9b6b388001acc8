import { defineErrors } from '@mz/service-kit';

const reviewMeasures = '《最低生活保障审核审批办法(试行)》(民发〔2012〕220号)';
const interimMeasures = '《社会救助暂行办法》(国务院令第649号)第十条';

/** Refusals of drafting, households, declarations and standards. */
export const intakeErrors = defineErrors({
  APPLICATION_UNKNOWN: { status: 404, zh: '未找到该申请', en: 'There is no such application' },
  HOUSEHOLD_UNKNOWN: { status: 404, zh: '未找到该家庭', en: 'There is no such household' },
  DECLARATION_UNKNOWN: { status: 404, zh: '该申请尚无申报', en: 'The application has no declaration yet' },
  CASE_UNKNOWN: { status: 404, zh: '未找到在办个案', en: 'There is no such open case' },
  SUPPLEMENT_ALREADY_REQUESTED: {
    status: 409,
    zh: '补正材料须一次性告知，不得再次要求',
    en: 'What is missing is named once, in one complete list',
    legalBasis: reviewMeasures,
  },
  HOUSEHOLD_STRUCTURE_INVALID: {
    status: 422,
    zh: '家庭成员结构不成立',
    en: 'The members do not make a household',
    legalBasis: reviewMeasures,
  },
  PERSON_ALREADY_IN_HOUSEHOLD: {
    status: 409,
    zh: '该人员已计入另一个在册家庭',
    en: 'The person is counted in another active household',
    legalBasis: reviewMeasures,
  },
  PERSON_NOT_IN_HOUSEHOLD: {
    status: 422,
    zh: '申报事项所属人员不是家庭成员',
    en: 'The declared item belongs to nobody of the household',
  },
  INCOME_PERIOD_INVALID: { status: 422, zh: '收入所属期间无效', en: 'The period of the income is not valid' },
  INCOME_OVERLAP: {
    status: 422,
    zh: '同一来源的收入所属期间重叠',
    en: 'Two incomes of one source overlap in time',
  },
  INCOME_TYPE_UNKNOWN: { status: 422, zh: '收入类型不在收入目录内', en: 'The type is not in the income table' },
  STANDARD_OVERLAP: {
    status: 409,
    zh: '保障标准的有效期重叠或中断',
    en: 'The standard would overlap another one or leave a gap',
    legalBasis: interimMeasures,
  },
  STANDARD_BELOW_FLOOR: {
    status: 422,
    zh: '保障标准低于规定下限且无批准文件',
    en: 'The standard is below its floor and there is no waiver',
    legalBasis: '省民政厅2014年工作要点第1项',
  },
  WUBAO_INCREMENT_BELOW_TARGET: {
    status: 422,
    zh: '五保供养标准提高幅度低于规定且无批准文件',
    en: 'The rise of the five-guarantee standard is below its target and there is no waiver',
    legalBasis: '省民政厅2014年工作要点第2项',
  },
  PARAMETER_UNKNOWN: { status: 422, zh: '没有该政策参数', en: 'There is no such parameter' },
  PARAMETER_OVERLAP: {
    status: 409,
    zh: '政策参数的有效期重叠',
    en: 'The parameter would overlap another one',
  },
});
