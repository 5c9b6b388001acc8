import type { ErrorCatalogue } from '@mz/contracts';

/** Refusals around rehearsals and the day's switch (handbook §9). */
export const rehearsalErrors = {
  CHANGE_UNKNOWN: { status: 404, zh: '没有该区划变更', en: 'There is no such division change' },
  CHANGE_IN_FORCE: {
    status: 409,
    zh: '该变更已经生效，只能在生效日之前预演',
    en: 'The change is in force; it can only be rehearsed before its day',
    legalBasis: '国函批复的生效日期；区划地名手册§9',
  },
  SWITCH_NOT_YET: {
    status: 409,
    zh: '该变更尚未到生效日，尚未下达',
    en: 'The day of the change has not come; nothing was sent yet',
  },
  REHEARSAL_UNKNOWN: { status: 404, zh: '没有该次预演', en: 'There is no such rehearsal' },
  REHEARSALS_DIFFER: {
    status: 422,
    zh: '只能比较同一变更的两次预演',
    en: 'Only two rehearsals of one change can be compared',
  },
} as const satisfies ErrorCatalogue;
