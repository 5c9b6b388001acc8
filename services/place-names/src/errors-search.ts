import { defineErrors } from '@mz/service-kit';

/** Refusals of the search of names (handbook §8.1, §8.2). */
export const searchErrors = defineErrors({
  QUERY_LENGTH: { status: 422, zh: '检索词须为 1 至 50 个字符', en: 'A query has 1 to 50 characters' },
  SEARCH_INDEX_BUILDING: { status: 503, zh: '检索索引正在建立，请稍后再试', en: 'The index of names is being built' },
  NEAR_INVALID: {
    status: 422,
    zh: '位置须写作“经度,纬度”，半径须与位置同时给出',
    en: 'A point is written as longitude,latitude; a radius needs a point',
  },
});
