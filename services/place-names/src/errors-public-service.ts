import { defineErrors } from '@mz/service-kit';

/** Refusals of the public service: touch screens, the ministry's node, indicators (place-names.md §8.4, §8.5, §11). */
export const publicServiceErrors = defineErrors({
  TOUCH_SCREEN_UNKNOWN: { status: 404, zh: '没有该触摸屏', en: 'There is no such touch screen' },
  DEVICE_NO_DUPLICATE: {
    status: 409,
    zh: '该设备编号已登记',
    en: 'A touch screen of this number is registered already',
  },
  DEVICE_REFUSED: { status: 403, zh: '设备编号或密钥不符', en: 'The device number and its secret do not fit' },
  DAY_IN_FUTURE: { status: 422, zh: '日期晚于今天', en: 'The day has not come yet' },
  CONTENT_PACKAGE_UNKNOWN: { status: 404, zh: '没有该内容包', en: 'There is no such content package' },
  CONTENT_OUTDATED: { status: 409, zh: '已有更新的内容包发布', en: 'A newer content package is published already' },
  SYNC_CONFLICT_UNKNOWN: { status: 404, zh: '没有该冲突记录', en: 'There is no such refused record' },
  NODE_NOT_CONFIGURED: { status: 409, zh: '未配置部节点地址', en: 'The ministry’s node has no address here' },
  NODE_UNAVAILABLE: { status: 503, zh: '部节点暂不可用', en: 'The ministry’s node does not answer' },
  NODE_BEHIND: {
    status: 409,
    zh: '部节点尚有未处理的数据包，暂不能核对',
    en: 'The node has not applied all packages yet; compare later',
  },
  INDICATOR_YEAR_UNKNOWN: { status: 404, zh: '该年度没有工作指标', en: 'There is no plan for this year' },
  SERIES_YEARS: {
    status: 422,
    zh: '起止年度须依次排列、不晚于今年，且最多十年',
    en: 'Years follow each other up to this year, ten at most',
  },
  SERIES_BASE: {
    status: 422,
    zh: '可比口径基准日须不早于最后统计日、不晚于今天',
    en: 'The base day is neither before the last reporting day nor after today',
  },
  SERIES_LEVEL: { status: 422, zh: '须为设区的市或县级区划', en: 'A prefecture or county is asked for' },
  INDICATOR_UNKNOWN: { status: 404, zh: '没有该指标', en: 'There is no such indicator' },
});
