import { defineErrors } from '@mz/service-kit';

/** Refusals about points, polygons, addresses and the map library (place-names.md §8.2, §8.3, §14). */
export const mapErrors = defineErrors({
  GEOMETRY_NOT_LOADED: { status: 503, zh: '界线数据尚未载入', en: 'The polygons are not loaded yet' },
  GEOM_INVALID: {
    status: 422,
    zh: '图形无效：自相交、未闭合、过短或超出国界范围',
    en: 'The geometry is not valid: it crosses itself, is open, too short or outside the country',
  },
  OUTLINE_UNKNOWN: { status: 404, zh: '没有该区划的界线', en: 'No outline of this division is known' },
  BBOX_INVALID: {
    status: 400,
    zh: '范围框须为“西,南,东,北”四个数',
    en: 'A box is four numbers: west, south, east, north',
  },
  DATETIME_INVALID: {
    status: 400,
    zh: '时间须为一个日期，或以斜线分开的起止日期',
    en: 'A time is a day or an instant, or two of them with a slash between',
  },
  COLLECTION_UNKNOWN: { status: 404, zh: '没有该要素集', en: 'There is no such collection' },
  FEATURE_UNKNOWN: { status: 404, zh: '没有该要素', en: 'There is no such feature' },
  ADDRESS_CONFLICT: {
    status: 422,
    zh: '地址中的上下级区划相互矛盾',
    en: 'The divisions of the address do not lie in each other',
  },
  ADDRESS_LENGTH: { status: 422, zh: '地址为空或过长', en: 'The address is empty or too long' },
  SHEET_NO_INVALID: {
    status: 422,
    zh: '图幅号不符合国家基本比例尺地形图分幅编号规则',
    en: 'No sheet of the national series has this number',
    legalBasis: 'GB/T 13989-2012',
  },
  SHEET_QUESTION: {
    status: 422,
    zh: '请给出经纬度和比例尺，或者图幅号',
    en: 'Give a point with a scale, or a sheet number',
  },
  SCALE_UNKNOWN: {
    status: 422,
    zh: '不是国家基本比例尺',
    en: 'This is no scale of the national series',
    legalBasis: 'GB/T 13989-2012',
  },
  OUT_OF_SERIES: { status: 422, zh: '该点不在分幅范围内', en: 'No sheet of the series shows this point' },
  SHEET_UNKNOWN: { status: 404, zh: '没有该图幅', en: 'There is no such sheet' },
  SHEET_ALREADY: {
    status: 409,
    zh: '该图幅的这一版本已经登记',
    en: 'This edition of the sheet is registered already',
  },
  EDITION_YEAR_INVALID: { status: 422, zh: '版本年份晚于今年', en: 'The edition is of a year to come' },
  SHEET_CLASSIFIED: {
    status: 422,
    zh: '该比例尺的图幅属于涉密成果，只能公开经审核的缩编图层',
    en: 'Sheets of this scale are classified: only a reduced, reviewed layer may be public',
    legalBasis: '《中华人民共和国测绘法》第二十九条（2002）',
  },
  REVIEW_NO_INVALID: {
    status: 422,
    zh: '审图号格式不正确，例如：鲁S（2014）012号',
    en: 'This is no review number of a map',
    legalBasis: '《地图审核管理规定》（国土资源部令第34号，2006）',
  },
  NEED_TO_KNOW: {
    status: 403,
    zh: '查阅涉密图幅须说明工作需要',
    en: 'State what the classified sheet is needed for',
  },
});
