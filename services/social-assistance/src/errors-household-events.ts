import { defineErrors } from '@mz/service-kit';

const reviewMeasures = '《最低生活保障审核审批办法(试行)》(民发〔2012〕220号)';
const fraudLaw = '《社会救助暂行办法》(国务院令第649号)第六十八条';

/** Refusals of appeals, certificates, near relatives, moves and fraud. */
export const householdEventErrors = defineErrors({
  APPEAL_UNKNOWN: { status: 404, zh: '未找到该申诉', en: 'There is no such appeal' },
  APPEAL_LATE: {
    status: 422,
    zh: '已超过申请期限',
    en: 'The term for this appeal has passed',
    legalBasis: '《行政复议法》第九条(六十日);《行政诉讼法》(1989)第三十九条(三个月)',
  },
  APPEAL_DUPLICATE: { status: 409, zh: '对该决定已提出过同类申诉', en: 'This way of appeal has been taken already' },
  APPEAL_NOTHING_TO_STAY: {
    status: 409,
    zh: '该决定不是停发决定，无可停止执行',
    en: 'The decision stops nothing whose execution could be stayed',
  },
  APPEAL_CHANGE_MISSING: {
    status: 422,
    zh: '改变该决定须写明应认定的事实',
    en: 'To change this decision, say which facts hold instead',
  },
  CERTIFICATE_UNKNOWN: { status: 404, zh: '未找到该证件', en: 'There is no such certificate' },
  CERTIFICATE_DUPLICATE: { status: 409, zh: '该家庭已有有效低保证', en: 'The household holds a certificate already' },
  SUPPORT_FOUND: {
    status: 409,
    zh: '该人员正在享受基本生活救助，不能出具证明',
    en: 'The person draws living support: nothing can be certified',
    legalBasis: reviewMeasures,
  },
  KINSHIP_UNFILED: {
    status: 409,
    zh: '存在未备案的近亲属关系，县级核实前暂停办理',
    en: 'Kin of staff was not filed: frozen until the county has cleared it',
    legalBasis: reviewMeasures,
  },
  KIN_HIT_UNKNOWN: { status: 404, zh: '未找到该近亲属比对结果', en: 'There is no such match of kin' },
  ROSTER_DUPLICATE: { status: 409, zh: '该人员已在名册中', en: 'The person is on the roster already' },
  ROSTER_UNKNOWN: { status: 404, zh: '未找到该名册记录', en: 'There is no such entry of the roster' },
  TRANSFER_UNKNOWN: { status: 404, zh: '未找到该迁移', en: 'There is no such transfer' },
  TRANSFER_SAME_COUNTY: {
    status: 422,
    zh: '县内迁移只须变更所属乡镇',
    en: 'A move inside the county is a reassignment',
  },
  TRANSFER_OTHER_COUNTY: {
    status: 422,
    zh: '跨县迁移须办理转移',
    en: 'A move to another county is a transfer',
  },
  FRAUD_UNKNOWN: { status: 404, zh: '未找到该骗取救助案件', en: 'There is no such case of fraud' },
  FRAUD_DUPLICATE: { status: 409, zh: '该家庭已有待认定的骗取案件', en: 'A case of fraud is being examined already' },
  CONCEALED_MISSING: { status: 422, zh: '未写明隐瞒的收入或财产', en: 'Say which income or asset was concealed' },
  FINE_OUT_OF_RANGE: {
    status: 422,
    zh: '罚款须为非法获取救助款额的1倍以上3倍以下',
    en: 'A fine is one to three times what was unlawfully obtained',
    legalBasis: fraudLaw,
  },
});
