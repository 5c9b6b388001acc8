import { defineErrors } from '@mz/service-kit';

const codeStandards = 'GB/T 2260-2007；GB/T 10114-2003';

/** Refusals of changes of divisions and their codes (place-names.md §3, §4.2, §14). */
export const changeErrors = defineErrors({
  CHANGE_UNKNOWN: { status: 404, zh: '未找到该区划变更', en: 'There is no such change of divisions' },
  PROPOSAL_NOT_APPROVED: {
    status: 409,
    zh: '区划调整方案尚未批准，或已公布',
    en: 'The proposal is not approved yet, or is published already',
  },
  CORRECTION_NOT_ALLOWED: {
    status: 409,
    zh: '只能更正已公布且尚未被更正的变更',
    en: 'Only a published change that no other corrects can be corrected',
  },
  CORRECTION_BUILT_ON: {
    status: 409,
    zh: '其后已有变更以此为基础，须先更正后者',
    en: 'A later change builds on this one: correct that first',
  },
  EFFECTIVE_BEFORE_APPROVAL: {
    status: 422,
    zh: '生效日期不得早于批准日期',
    en: 'A change cannot take effect before its approval',
  },
  EFFECTIVE_DAY_NOT_IN_LETTER: {
    status: 422,
    zh: '批准文件未载明较晚生效日的，以批准日为生效日',
    en: 'A later day than that of the approval must stand in the letter itself',
  },
  SHARE_SUM: { status: 422, zh: '同一原代码各项人口份额之和须为1', en: 'The shares of one code must make 1' },
  PART_UNITS_REQUIRED: {
    status: 422,
    zh: '部分划转须列明划出的单位',
    en: 'A part needs the units that move',
  },
  PART_UNIT_NOT_CHILD: {
    status: 422,
    zh: '划出的单位不属于原区划',
    en: 'A unit that moves does not lie in the division',
  },
  PART_UNIT_TWICE: { status: 422, zh: '同一单位被划往两处', en: 'A unit moves to two places' },
  REMAINDER_REQUIRED: {
    status: 422,
    zh: '部分划转须有且仅有一项余部',
    en: 'A part needs exactly one item for the rest',
  },
  ITEM_DUPLICATE: { status: 422, zh: '同一对代码出现两次', en: 'The same pair of codes stands twice' },
  ITEM_FROM_UNKNOWN: {
    status: 422,
    zh: '原代码在生效前一日无效',
    en: 'The old code is not in force on the day before',
  },
  ITEM_TO_UNKNOWN: {
    status: 422,
    zh: '新代码在生效日既未设立也未沿用',
    en: 'The new code is neither established nor kept on the day',
  },
  UNIT_NAME_REQUIRED: { status: 422, zh: '新版本须有名称', en: 'A version that starts needs a name' },
  UNIT_NOT_ENDED: {
    status: 422,
    zh: '整体并入他处的单位须同时终止',
    en: 'A unit that goes elsewhere as a whole must end',
  },
  UNIT_NOT_IN_FORCE: {
    status: 422,
    zh: '终止的版本在前一日无效',
    en: 'A version that ends is not in force on the day before',
  },
  VERSION_OVERLAP: {
    status: 422,
    zh: '同一代码的两个版本时间重叠',
    en: 'Two versions of one code overlap',
  },
  CODE_REUSED: {
    status: 422,
    zh: '已撤销单位的代码不得用于其他区域',
    en: 'A code freed by abolition is not given to another territory',
    legalBasis: codeStandards,
  },
  MAPPING_INVALID: {
    status: 422,
    zh: '下级代码对照有误：原代码不随本次变更移动，或新代码不在新的上级之下或已被占用',
    en: 'A code below is mapped wrongly: it does not move, or its new code lies elsewhere or is taken',
  },
  LATER_CHANGE: {
    status: 409,
    zh: '该区划在生效日之后已有变更',
    en: 'The unit has changed again after the effective day',
  },
  LINEAGE_CYCLE: {
    status: 422,
    zh: '同日各项之间形成循环',
    en: 'The items of one day form a cycle',
  },
  NAME_UNCHANGED: { status: 409, zh: '名称与现名相同，没有变更', en: 'The name is the same: nothing changes' },
  UNIT_WITHOUT_ITEM: {
    status: 422,
    zh: '终止的单位须有去向',
    en: 'A unit that ends needs an item that says where its ground goes',
  },
  CODES_FINAL: { status: 409, zh: '该变更的代码已正式公布', en: 'The codes of this change are final' },
  CODES_NOT_PROPOSED: {
    status: 409,
    zh: '代码公布尚未由经办人提出',
    en: 'Nobody has proposed the publication of the codes',
  },
});
