import { defineErrors } from '@mz/service-kit';

const regulation = '地名管理条例（国发〔1986〕11号；国务院令第753号，2022-05-01起施行）';
const characters = '通用规范汉字表（国发〔2013〕23号）';
const spelling = '中国地名汉语拼音字母拼写规则（汉语地名部分）（〔84〕中地字第17号）';
const signs = 'GB 17733-2008《地名 标志》';

/** Refusals about names, applications for them, signs and heritage (handbook §5, §6, §14). */
export const nameErrors = defineErrors({
  NAME_CHARS: {
    status: 422,
    zh: '地名只能用汉字',
    en: 'A place name is written in Han characters only',
    legalBasis: regulation,
  },
  RARE_CHAR: {
    status: 422,
    zh: '地名用字不在规范汉字表内',
    en: 'A character is not in the table of standard characters',
    legalBasis: characters,
  },
  TRADITIONAL_CHARS: {
    status: 422,
    zh: '地名含繁体字，请确认转换后的规范字形',
    en: 'The name has traditional characters: confirm the standard form',
    legalBasis: characters,
  },
  PINYIN_MISMATCH: {
    status: 422,
    zh: '罗马字母拼写与规则不符；确需不同读音的须经市级同意',
    en: 'The letters differ from those of the rules; others need the consent of the city',
    legalBasis: spelling,
  },
  DUPLICATE_NAME: {
    status: 409,
    zh: '同一范围内已有相同地名',
    en: 'The name stands in this scope already',
    legalBasis: regulation,
  },
  HOMOPHONE: {
    status: 409,
    zh: '同一范围内已有同音地名',
    en: 'A name that sounds the same stands in this scope',
    legalBasis: regulation,
  },
  PERSONAL_NAME: {
    status: 422,
    zh: '一般不以人名作地名',
    en: 'A place is as a rule not named after a person',
    legalBasis: regulation,
  },
  STATE_LEADER_NAME: {
    status: 422,
    zh: '禁止用国家领导人的名字作地名',
    en: 'A place is never named after a state leader',
    legalBasis: regulation,
  },
  ORDINAL_NAME: { status: 422, zh: '不以单纯序数作地名', en: 'An ordinal alone is no name', legalBasis: regulation },
  NAME_FIELD_MISSING: { status: 422, zh: '缺少此类申请所需的内容', en: 'This kind of application needs the field' },
  CATEGORY_MISMATCH: {
    status: 422,
    zh: '地名类别与命名对象不符',
    en: 'The category does not suit what is named',
    legalBasis: 'GB/T 18521-2001',
  },
  PLACE_UNKNOWN: { status: 404, zh: '没有该地名', en: 'There is no such place name' },
  PLACE_NOT_STANDARD: { status: 409, zh: '该地物没有在用的标准地名', en: 'The feature has no standard name in use' },
  NO_CHANGE: { status: 409, zh: '新名与原名相同', en: 'The new name is the old one' },
  RENAME_REASON_REQUIRED: {
    status: 422,
    zh: '更名须有法定理由',
    en: 'A renaming needs one of the reasons of the rules',
    legalBasis: regulation,
  },
  RENAME_NOT_NECESSARY: {
    status: 422,
    zh: '可改可不改的地名，不改',
    en: 'What may or may not be changed is not changed',
    legalBasis: regulation,
  },
  SIGNS_OPEN: {
    status: 409,
    zh: '仍有有效地名标志，应先拆除',
    en: 'Signs of the name still stand: take them down first',
  },
  NAME_APPLICATION_UNKNOWN: { status: 404, zh: '没有该地名申请', en: 'There is no such application' },
  WAIVER_LEVEL: { status: 403, zh: '该问题不由本级认可', en: 'Another level lets this finding pass' },
  EXPERT_REVIEW_MISSING: { status: 409, zh: '须先经专家论证', en: 'The experts have not reviewed it' },
  PROVINCE_OPINION_MISSING: { status: 409, zh: '须先有省级意见', en: 'The province has not given its opinion' },
  EXPERT_OPINION_NEGATIVE: {
    status: 409,
    zh: '专家论证或省级意见不同意',
    en: 'The experts or the province are against it',
  },
  OPINION_NOT_NEEDED: { status: 409, zh: '该申请不需要此项意见', en: 'This application needs no such opinion' },
  PUBLICITY_RUNNING: { status: 409, zh: '公示期未满', en: 'The public notice has not ended' },
  APPROVER_LEVEL_WRONG: {
    status: 403,
    zh: '该地名不由本级批准或备案',
    en: 'The name is decided or filed at another level',
    legalBasis: regulation,
  },
  GOVERNMENT_AGREEMENT_MISSING: {
    status: 422,
    zh: '台、站、港、场及名胜名称须先征得当地人民政府同意',
    en: 'The agreement of the local government is missing',
    legalBasis: regulation,
  },
  SIGN_UNKNOWN: { status: 404, zh: '没有该地名标志', en: 'There is no such sign' },
  SIGN_TEXT_MISMATCH: {
    status: 422,
    zh: '标志文字与标准地名不一致',
    en: 'The sign does not say the standard name',
    legalBasis: signs,
  },
  SIGN_PINYIN_MISMATCH: {
    status: 422,
    zh: '标志罗马字母拼写与标准地名不一致',
    en: 'The letters on the sign are not those of the standard name',
    legalBasis: signs,
  },
  HERITAGE_UNKNOWN: { status: 404, zh: '没有该地名文化遗产', en: 'There is no such heritage entry' },
  HERITAGE_KIND_MISMATCH: {
    status: 422,
    zh: '地名类别与遗产类型不符',
    en: 'The name’s category does not suit the kind of heritage',
  },
  HERITAGE_YEARS_MISSING: {
    status: 422,
    zh: '千年古县须有建县年份和得名年份',
    en: 'Years of the county and of its name are missing',
  },
  HERITAGE_TOO_YOUNG: {
    status: 422,
    zh: '建县或专名使用不足千年',
    en: 'The county or its name is younger than a thousand years',
  },
  PUBLICATION_UNKNOWN: { status: 404, zh: '没有该出版物', en: 'There is no such publication' },
  POSITION_OUTSIDE: { status: 422, zh: '坐标超出范围', en: 'The position is out of range' },
  LONLAT_SWAPPED: { status: 422, zh: '经纬度颠倒', en: 'Longitude and latitude are swapped' },
  YEAR_INVALID: { status: 422, zh: '年份无效', en: 'There is no such year, or the years are in an impossible order' },
});
