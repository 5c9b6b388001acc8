import { defineErrors } from '@mz/service-kit';

/** Refusals of people beside the common ones (people.md §6). */
export const errors = defineErrors({
  PERSON_MISMATCH: {
    status: 409,
    zh: '所填信息与已登记信息不一致，请核对证件原件',
    en: 'What was entered does not agree with what is registered: check the original document',
  },
  PERSON_ERASED: {
    status: 410,
    zh: '该人员信息保存期满，已依法删除',
    en: 'The records of this person were erased when their time was over',
  },
  ERASURE_UNKNOWN: { status: 404, zh: '没有该删除申请', en: 'There is no such proposal of an erasure' },
  LEGAL_HOLD_UNKNOWN: { status: 404, zh: '没有该保全', en: 'There is no such legal hold' },
  LEGAL_HOLD: {
    status: 409,
    zh: '该人员信息依法保全中，不得删除',
    en: 'A legal hold keeps the records of this person',
  },
  RETENTION_NOT_DUE: {
    status: 409,
    zh: '保存期限未满，或者尚有未办结事项',
    en: 'The records of this person are still within their time, or something is still open',
  },
  HOLDINGS_INCOMPLETE: {
    status: 503,
    zh: '有业务系统未答复所存信息，暂不得删除',
    en: 'A service did not say what it holds: nobody is erased meanwhile',
  },
  SEARCH_TOO_WIDE: { status: 422, zh: '查询条件过宽，请补充信息', en: 'The search matches too many persons' },
  MATCH_UNKNOWN: { status: 404, zh: '没有该疑似重复记录', en: 'There is no such pair of records' },
  MERGE_UNKNOWN: { status: 404, zh: '没有该合并', en: 'There is no such merge' },
  MERGE_INVALID: { status: 422, zh: '两条记录不能合并', en: 'These two records may not be merged' },
  MERGE_NOT_LATEST: {
    status: 409,
    zh: '保留的记录其后又并入他人，须先拆分最后一次合并',
    en: 'The kept record was merged into another one since: split the latest merge first',
  },
  TASK_UNKNOWN: { status: 404, zh: '没有该任务', en: 'There is no such task' },
  OUTCOME_NOT_ALLOWED: { status: 422, zh: '该类任务不能这样办结', en: 'A task of this kind has no such outcome' },
  UNMASK_REFUSED: {
    status: 422,
    zh: '只能逐人逐项查看完整信息，并须写明不少于10个字的理由',
    en: 'One field of one person at a time, with a reason of at least 10 characters',
  },
  ALARM_UNKNOWN: { status: 404, zh: '没有该预警', en: 'There is no such alarm' },
  NOTED_UNKNOWN: { status: 404, zh: '名单中没有该条目', en: 'There is no such entry on the list' },
  NOTED_ALREADY: { status: 409, zh: '该人员已在名单中或待核定', en: 'The person is on the list or proposed for it' },
  BREAK_GLASS_UNKNOWN: { status: 404, zh: '没有该紧急查阅', en: 'There is no such emergency access' },
  BREAK_GLASS_OVER: { status: 403, zh: '紧急查阅时限已过', en: 'The time of this emergency access is over' },
  NOTICE_UNKNOWN: { status: 404, zh: '没有该通知', en: 'There is no such notice' },
  KINSHIP_INVALID: { status: 422, zh: '亲属关系不合理', en: 'Such a kinship is not possible' },
});
