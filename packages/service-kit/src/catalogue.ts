import type { ErrorCatalogue } from '@mz/contracts';

/** Errors that the kit itself answers, and the handbooks' codes that several services share. */
export const commonErrors = {
  // Who is asking
  TOKEN_MISSING: { status: 401, zh: '未登录：缺少访问令牌', en: 'Sign in: the access token is missing' },
  TOKEN_INVALID: { status: 401, zh: '访问令牌无效或已过期', en: 'The access token is invalid or has expired' },
  ROLE_NOT_PERMITTED: { status: 403, zh: '当前角色无权办理此事项', en: 'None of your roles may do this' },
  SERVICE_ONLY: { status: 403, zh: '仅限平台内部服务调用', en: 'Only another service of the platform may call this' },
  SERVICE_NOT_PERMITTED: { status: 403, zh: '该服务未获准调用此操作', en: 'The calling service may not do this' },
  USER_REQUIRED: { status: 403, zh: '此操作须由登录人员发起', en: 'This needs the token of the person it is done for' },
  PARTNER_NOT_PERMITTED: { status: 403, zh: '合作单位未获准调用此操作', en: 'Partners may not do this' },
  SCOPE_FORBIDDEN: { status: 403, zh: '不在您的管辖区划内', en: 'The record lies outside your division' },
  SEPARATION_OF_DUTIES: { status: 403, zh: '同一人不得兼办前后两个环节', en: 'One person may not do both steps' },
  TWO_PERSON_REQUIRED: { status: 403, zh: '须由另一人复核', en: 'A second person must confirm' },
  CONFLICT_OF_INTEREST: {
    status: 403,
    zh: '与当事人有利害关系，应当回避',
    en: 'A near relative of the person must step back',
  },
  PURPOSE_REQUIRED: { status: 422, zh: '须说明查询目的（X-Purpose）', en: 'State the purpose in X-Purpose' },
  PURPOSE_NOT_PERMITTED: { status: 403, zh: '该目的不允许此操作', en: 'This purpose is not permitted here' },
  CASE_REQUIRED: {
    status: 403,
    zh: '须在 X-Case 中指明个案，且个案在办、属于本单位、与此人有关',
    en: 'Name in X-Case a live case of your office that names the person',
  },
  // What was sent
  INPUT_INVALID: { status: 400, zh: '输入内容不符合要求', en: 'The input does not have the required form' },
  JSON_INVALID: { status: 400, zh: '请求正文不是有效的 JSON', en: 'The body is not valid JSON' },
  BODY_TOO_LARGE: { status: 413, zh: '请求正文过大', en: 'The body is too large' },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, zh: '不支持的内容类型', en: 'The content type is not supported' },
  CURSOR_INVALID: { status: 400, zh: '分页游标无效', en: 'The page cursor is not valid' },
  AMOUNT_INVALID: {
    status: 422,
    zh: '金额须为整数分且在允许范围内',
    en: 'Amounts are whole fen within the permitted range',
  },
  DATE_INVALID: { status: 422, zh: '日期不存在', en: 'There is no such day' },
  DATE_ORDER_INVALID: { status: 422, zh: '日期先后顺序不合理', en: 'The dates are in an impossible order' },
  DATE_NOT_ALLOWED: { status: 422, zh: '该日期不被允许', en: 'This date is not allowed here' },
  MONTH_INVALID: { status: 422, zh: '月份无效', en: 'There is no such month' },
  PERIOD_INVALID: { status: 422, zh: '起止期间无效', en: 'The period is not valid' },
  NAME_INVALID: { status: 422, zh: '姓名不符合要求', en: 'The name does not have the required form' },
  PHONE_INVALID: {
    status: 422,
    zh: '手机号码应为以 1 开头的 11 位数字',
    en: 'A phone number has 11 digits and starts with 1',
  },
  ID_FORMAT_INVALID: {
    status: 422,
    zh: '证件号码不符合要求',
    en: 'The identity number does not have the required form',
  },
  ID_LEGACY_FORMAT: { status: 422, zh: '15 位身份证号码已停用', en: '15-digit identity numbers are no longer valid' },
  ID_CHECKSUM_INVALID: {
    status: 422,
    zh: '身份证号码校验码错误',
    en: 'The check digit of the identity number is wrong',
  },
  ID_BIRTH_MISMATCH: {
    status: 422,
    zh: '出生日期与身份证号码不一致',
    en: 'The birth date does not agree with the identity number',
  },
  ID_SEX_MISMATCH: {
    status: 422,
    zh: '性别与身份证号码不一致',
    en: 'The sex does not agree with the identity number',
  },
  DIVISION_NOT_VALID: {
    status: 422,
    zh: '行政区划代码在该日期无效',
    en: 'The division code is not valid on that date',
  },
  CODE_SUMMARY: { status: 422, zh: '汇总用代码（市辖区等）不能用于登记', en: 'A summary code may not be used here' },
  DOCUMENT_MISSING: { status: 422, zh: '缺少依据材料', en: 'A supporting document is missing' },
  DECLARATION_MISSING: { status: 422, zh: '缺少家庭经济状况申报', en: 'The declaration of means is missing' },
  AUTHORIZATION_MISSING: {
    status: 422,
    zh: '缺少家庭经济状况核对授权书',
    en: 'A signed authorization for the check of means is missing',
  },
  AUTHORIZATION_NOT_YET_VALID: { status: 422, zh: '核对授权书尚未生效', en: 'The authorization is not valid yet' },
  AUTHORIZATION_EXPIRED: { status: 422, zh: '核对授权书已过期', en: 'The authorization has expired' },
  AUTHORIZATION_REVOKED: { status: 422, zh: '核对授权书已撤回', en: 'The authorization was revoked' },
  PROGRAM_EXCLUSIVE: {
    status: 409,
    zh: '同一人不得同时享受两项基本生活救助',
    en: 'One person may hold one living-support programme at a time',
  },
  PARAMETER_MISSING: {
    status: 409,
    zh: '该日期没有适用的政策参数',
    en: 'No policy parameter is in force on that date',
  },
  // What it meets
  NOT_FOUND: { status: 404, zh: '未找到所请求的资源', en: 'There is nothing at this address' },
  STATE_TRANSITION_INVALID: {
    status: 409,
    zh: '当前状态不允许此操作',
    en: 'The record’s state does not allow this step',
  },
  VERSION_CONFLICT: { status: 412, zh: '记录已被他人修改，请刷新后重试', en: 'The record has changed; load it again' },
  PRECONDITION_REQUIRED: {
    status: 428,
    zh: '须在 If-Match 中给出记录版本',
    en: 'Send the record’s version in If-Match',
  },
  IDEMPOTENCY_KEY_REQUIRED: { status: 400, zh: '须提供 Idempotency-Key', en: 'Send an Idempotency-Key' },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    zh: '同一 Idempotency-Key 已用于其他内容',
    en: 'This Idempotency-Key was used with another content',
  },
  IDEMPOTENCY_IN_PROGRESS: { status: 409, zh: '相同请求正在处理', en: 'The same request is in progress' },
  RECORD_DUPLICATE: { status: 409, zh: '记录已存在', en: 'Such a record exists already' },
  REFERENCE_UNKNOWN: { status: 409, zh: '所引用的记录不存在或仍被引用', en: 'A record that this refers to is unknown' },
  CONCURRENT_CHANGE: { status: 409, zh: '与另一操作冲突，请重试', en: 'Another change came in between; try again' },
  PERSON_UNKNOWN: { status: 404, zh: '未找到该人员', en: 'There is no such person' },
  PROGRAMME_UNKNOWN: { status: 422, zh: '没有该项目', en: 'There is no such programme' },
  DOC_DUPLICATE: { status: 409, zh: '该文号已登记', en: 'The document number is registered already' },
  METHOD_NOT_ALLOWED: { status: 405, zh: '该地址不支持此方法', en: 'This address does not take this method' },
  DEAD_LETTER_UNKNOWN: { status: 404, zh: '没有该死信', en: 'There is no such dead letter' },
  DEAD_LETTER_DECIDED: { status: 409, zh: '该死信已另行处置', en: 'The dead letter was decided otherwise' },
  DISCARD_REASON_TOO_SHORT: {
    status: 422,
    zh: '放弃事件须写明理由，不少于 10 个字',
    en: 'Give a reason of at least 10 characters',
  },
  MOVE_RECORD_UNKNOWN: { status: 404, zh: '没有该待定去向的记录', en: 'There is no such record in the queue' },
  MOVE_TARGET_INVALID: {
    status: 422,
    zh: '该区划不是此记录可去的新区划',
    en: 'The record may not go to this division',
  },
  // How the service is doing
  TOO_MANY_REQUESTS: { status: 429, zh: '请求过于频繁', en: 'Too many requests' },
  MAINTENANCE_READ_ONLY: { status: 503, zh: '系统维护中，暂只可查询', en: 'Under maintenance: reading only' },
  OVERLOADED: { status: 503, zh: '系统繁忙，请稍后重试', en: 'The service has too much to do; try again soon' },
  UPSTREAM_UNAVAILABLE: { status: 503, zh: '所依赖的服务暂不可用', en: 'A service that this needs is not available' },
  DATABASE_UNAVAILABLE: { status: 503, zh: '数据库暂不可用', en: 'The database is not available' },
  INTERNAL: { status: 500, zh: '系统内部错误', en: 'Internal error' },
  // GraphQL
  QUERY_INVALID: { status: 400, zh: '查询语句无效', en: 'The query is not valid' },
  QUERY_TOO_LONG: { status: 400, zh: '查询语句过长', en: 'The query has too many tokens' },
  QUERY_TOO_DEEP: { status: 400, zh: '查询层级过深', en: 'The query is nested too deeply' },
  QUERY_TOO_COSTLY: { status: 400, zh: '查询开销过大', en: 'The query would cost too much' },
  TOO_MANY_ALIASES: { status: 400, zh: '查询别名过多', en: 'The query has too many aliases' },
  INTROSPECTION_DISABLED: { status: 400, zh: '已关闭结构自省', en: 'Introspection is off' },
} as const satisfies ErrorCatalogue;

/** A code that every service knows. */
export type CommonErrorCode = keyof typeof commonErrors;

/** Declares a service's errors; throws at start when a code is misspelt, has no error status or is a common one. */
export function defineErrors<const T extends ErrorCatalogue>(errors: T): T {
  for (const [code, entry] of Object.entries(errors)) {
    if (!/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(code)) throw new Error(`Error code ${code} must be SCREAMING_SNAKE_CASE`);
    if (code in commonErrors) throw new Error(`Error code ${code} is common to all services: remove it from here`);
    if (entry.status < 400 || entry.status > 599) throw new Error(`Error code ${code} needs a status from 400 to 599`);
  }
  return errors;
}
